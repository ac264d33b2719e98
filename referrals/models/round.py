"""A round: one need asked of several services, of which the first to accept has it."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from care.models import Need
from directory.models import Organization, Service
from referrals.models.finding import SENDER_ROLES, organizations_of
from referrals.models.referral import Referral
from referrals.models.words import Priority, Stage, Status


class RoundQuerySet(models.QuerySet["Round"]):
    """Words for sets of rounds."""

    def visible_to(self, user: User) -> Self:
        """Rounds that the user's offices opened; network admins see all.

        Whoever was asked sees their own referral alone, and not who else was asked.
        """
        if user.is_network_admin:
            return self
        return self.filter(sender__in=organizations_of(user, SENDER_ROLES))

    def still_open(self) -> Self:
        """Rounds in which somebody may still accept."""
        return self.filter(closed_at__isnull=True)

    def turn_is_over(self, at: datetime) -> Self:
        """Rounds in order whose service of the hour has not answered in its time.

        A turn lasts until its answer is due, and stands while that clock stands.
        """
        late = (
            Referral.objects.filter(
                round=models.OuterRef("pk"),
                status=Status.REQUESTED,
                due_at__lte=at,
            )
            .exclude(stage=Stage.AWAITING_INFORMATION)
            .order_by()
        )
        in_order = self.still_open().filter(mode=Round.Mode.IN_ORDER)
        return in_order.filter(models.Exists(late))


class Round(models.Model):
    """One need, asked of several services; each of them has a referral of its own."""

    class Mode(models.TextChoices):
        """Who is asked when."""

        TOGETHER = "together", _("All at once: the first to accept has it")
        IN_ORDER = "in-order", _("One after another, each for a time")
        POOL = "pool", _("Every office that takes open requests")

    class End(models.TextChoices):
        """How a round closed."""

        ACCEPTED = "accepted", _("Somebody accepted")
        EXHAUSTED = "exhausted", _("Nobody is left to ask")
        STOPPED = "stopped", _("Stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    need = models.ForeignKey(
        Need,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("need"),
    )
    sender = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="rounds",
        verbose_name=_("from"),
    )
    mode = models.CharField(_("mode"), max_length=10, choices=Mode)
    priority = models.CharField(
        _("time for each"),
        max_length=10,
        choices=Priority,
        default=Priority.ROUTINE,
        help_text=_("In order, the next is asked when it has passed."),
    )
    is_blind = models.BooleanField(_("name opens on acceptance"), default=True)
    # Kept for whoever is asked later, and emptied when nobody is any more.
    request_note = models.TextField(_("what they should know"), blank=True)
    # What the round is in lists of referrals: the winner, or who is asked now.
    face = models.OneToOneField(
        Referral,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="face_of",
        verbose_name=_("shown in lists as"),
    )
    winner = models.OneToOneField(
        Referral,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="won",
        verbose_name=_("accepted as"),
    )
    opened_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_how = models.CharField(
        _("how it closed"), max_length=10, choices=End, blank=True
    )
    idempotency_key = models.CharField(
        _("idempotency key"), max_length=100, blank=True, editable=False
    )

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="round_closed_at_iff_closed",
                condition=Q(closed_at__isnull=True, closed_how="")
                | (Q(closed_at__isnull=False) & ~Q(closed_how="")),
            ),
            models.CheckConstraint(
                name="round_winner_iff_accepted",
                condition=Q(closed_how="accepted", winner__isnull=False)
                | (~Q(closed_how="accepted") & Q(winner__isnull=True)),
            ),
            models.CheckConstraint(
                name="round_note_only_while_open",
                condition=Q(closed_at__isnull=True) | Q(request_note=""),
            ),
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(closed_at__isnull=True),
                name="round_one_open_for_a_need",
            ),
            models.UniqueConstraint(
                fields=["opened_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="round_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def get_absolute_url(self) -> str:
        """Return the address of the round's page."""
        return reverse("referrals:round", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether somebody may still accept."""
        return self.closed_at is None


class RoundPlaceQuerySet(models.QuerySet["RoundPlace"]):
    """Words for sets of places in rounds."""

    def to_ask(self) -> Self:
        """Places whose turn has not come."""
        return self.filter(referral__isnull=True, left_out="")


class RoundPlace(models.Model):
    """A service's place in a round: asked, to be asked, or left out and why."""

    class LeftOut(models.TextChoices):
        """Why a service of a round was not asked."""

        CONSENT = "consent", _("The person has not agreed to share with them.")
        REFERRALS = "referrals", _("They take no referrals through Waypost.")
        ALREADY_OPEN = "already-open", _("They were asked before, and it is open.")
        DOES_NOT_FIT = "does-not-fit", _("Something does not fit, and nobody said why.")
        NOT_SENT = "not-sent", _("It could not be sent when their turn came.")
        NOT_NEEDED = "not-needed", _("Their turn did not come.")

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="places", verbose_name=_("round")
    )
    place = models.PositiveSmallIntegerField(_("place"))
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("service"),
    )
    referral = models.OneToOneField(
        Referral,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="round_place",
        verbose_name=_("asked as"),
    )
    left_out = models.CharField(
        _("left out"), max_length=15, choices=LeftOut, blank=True
    )

    objects: ClassVar[RoundPlaceQuerySet] = RoundPlaceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("place in a round")
        verbose_name_plural = _("places in rounds")
        ordering = ["round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["round", "place"], name="round_place_once"),
            models.UniqueConstraint(
                fields=["round", "service"], name="round_service_once"
            ),
            models.CheckConstraint(
                name="round_place_asked_or_left_out",
                condition=Q(referral__isnull=True) | Q(left_out=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.place}"


class OpenOffice(models.Model):
    """An office that wants to be asked with others, of whatever fits its services.

    It says so itself, and may take it back on any day: no import writes this.
    """

    organization = models.OneToOneField(
        Organization,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="open_office",
        verbose_name=_("organization"),
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("said by")
    )
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("office that takes open requests")
        verbose_name_plural = _("offices that take open requests")

    def __str__(self) -> str:
        return str(self.organization_id)
