"""Links by which an office without accounts answers one referral."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Organization
from referrals.models.referral import Referral

SIGNED_BY_LINK = Q(by_link__isnull=False) & ~Q(by_name="")
"""Somebody without an account came by a link and said a name."""


class AnswerLinkQuerySet(models.QuerySet["AnswerLink"]):
    """Words for sets of links."""

    def open(self, at: datetime | None = None) -> Self:
        """Links that let somebody in at that moment."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at or timezone.now())


class AnswerLink(models.Model):
    """A link, or its code on paper, that opens one referral to one office.

    Whoever holds it acts for the office and says their name themselves. The secrets
    are in the letter alone; here are only their hashes. (They are made of the id with
    the site's key: see ``referrals.links``.)
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    referral = models.ForeignKey(
        Referral,
        on_delete=models.PROTECT,
        related_name="links",
        verbose_name=_("referral"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("for"),
        help_text=_("Whoever holds the link acts for this office."),
    )
    token_hash = models.CharField(
        _("hash of the link's secret"), max_length=64, unique=True, editable=False
    )
    code_hash = models.CharField(
        _("hash of the code on paper"), max_length=64, blank=True, editable=False
    )
    sent_to = models.EmailField(
        _("sent to"), blank=True, help_text=_("Empty: handed over on paper.")
    )
    made_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
        help_text=_("Empty: Waypost made it when the referral was sent."),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("open until"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("wrong tries"), default=0)

    objects: ClassVar[AnswerLinkQuerySet] = AnswerLinkQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("answer link")
        verbose_name_plural = _("answer links")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["code_hash"],
                condition=~Q(code_hash=""),
                name="answer_link_code_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.made_at:%Y-%m-%d}"

    @property
    def is_on_paper(self) -> bool:
        """Whether it was handed over, with a code to type."""
        return bool(self.code_hash)

    @property
    def is_of_the_slip(self) -> bool:
        """Whether it stands for the code on the slip alone, and opens nothing."""
        return not (self.sent_to or self.code_hash)

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether it lets somebody in at that moment."""
        return self.revoked_at is None and self.expires_at > (at or timezone.now())


class AnswersByLink(models.Model):
    """An office that chose letters with links, though somebody there may sign in."""

    organization = models.OneToOneField(
        Organization,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name=_("organization"),
    )
    email = models.EmailField(
        _("e-mail"),
        blank=True,
        help_text=_("Where its letters go. Empty: to the address of the listing."),
    )
    chosen_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("office that answers by link")
        verbose_name_plural = _("offices that answer by link")
        ordering = ["organization__name"]

    def __str__(self) -> str:
        return str(self.organization)


class Signed(models.Model):
    """Done by somebody: a user, or whoever held a link and said a name."""

    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    by_name = models.CharField(
        _("called themselves"),
        max_length=150,
        blank=True,
        help_text=_("The name that somebody without an account gave."),
    )
    by_link = models.ForeignKey(
        AnswerLink,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by link"),
    )

    class Meta:
        abstract = True
