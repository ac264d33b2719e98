"""The referral: one need of one person, asked of one service."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from care.models import Consent, Need, Person
from directory.models import Organization, Service
from referrals.models.finding import ReferralQuerySet
from referrals.models.words import (
    CLOSED,
    NEED_MET,
    OPEN,
    CancelReason,
    ErrorReason,
    FailReason,
    HoldReason,
    Outcome,
    Priority,
    RejectReason,
    Stage,
    Status,
)

REASON_WORDS: dict[Status, type[models.TextChoices]] = {
    Status.REJECTED: RejectReason,
    Status.CANCELLED: CancelReason,
    Status.ON_HOLD: HoldReason,
    Status.FAILED: FailReason,
    Status.ENTERED_IN_ERROR: ErrorReason,
}
"""Statuses that must say why, and the words they may say it in."""


class Referral(models.Model):
    """One need of one person, asked of one service.

    The row is a projection of its events: only ``referrals.actions`` writes it, and
    ``manage.py verify_referrals`` compares the two.
    """

    Status = Status
    Stage = Stage
    Priority = Priority
    Outcome = Outcome

    class Basis(models.TextChoices):
        """By what right the person's data was disclosed."""

        CONSENT = "consent", _("Consent")
        SAME_ORGANIZATION = "same-organization", _("Stays in the organization")
        SELF_REFERRAL = "self-referral", _("Asked for by the family")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(
        _("number"), max_length=12, unique=True, help_text=_("Such as 26-04102.")
    )
    short_code = models.CharField(
        _("code on the slip"),
        max_length=8,
        unique=True,
        help_text=_("Without the letters and digits that look alike."),
    )
    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("person"),
    )
    need = models.ForeignKey(
        Need,
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("need"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.PROTECT,
        related_name="referrals",
        verbose_name=_("service"),
    )
    sender = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="sent_referrals",
        verbose_name=_("from"),
    )
    receiver = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="received_referrals",
        verbose_name=_("to"),
    )
    sent_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sent_referrals",
        verbose_name=_("written by"),
    )
    assigned_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assigned_referrals",
        verbose_name=_("who has it"),
    )
    re_referral_of = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="re_referrals",
        verbose_name=_("tried before as"),
    )
    # Set when it is begun and never after: no event carries it.
    round = models.ForeignKey(
        "referrals.Round",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("asked with others in"),
    )
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.DRAFT
    )
    stage = models.CharField(
        _("stage"), max_length=30, choices=Stage, default=Stage.PREPARING, blank=True
    )
    priority = models.CharField(
        _("priority"), max_length=10, choices=Priority, default=Priority.ROUTINE
    )
    request_note = models.TextField(_("what the receiver should know"), blank=True)
    # What the reason's code means depends on the status: see REASON_WORDS.
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    reason_text = models.TextField(_("reason in words"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=30, choices=Outcome, blank=True)
    deliveries = models.JSONField(
        _("what was delivered"),
        default=list,
        blank=True,
        encoder=DjangoJSONEncoder,
        help_text=_("A list of {what, on}: at least one when completed."),
    )
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    # What was disclosed: a copy of the least fields, never the living record.
    snapshot = models.JSONField(_("what was shared"), default=dict, blank=True)
    is_blind = models.BooleanField(
        _("name opens on acceptance"),
        default=False,
        help_text=_("Name, contact and notes open when the receiver accepts."),
    )
    basis = models.CharField(
        _("shared by right of"), max_length=20, choices=Basis, blank=True
    )
    consent = models.ForeignKey(
        Consent,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("consent"),
    )
    sharing_stopped_at = models.DateTimeField(
        _("sharing stopped"), null=True, blank=True
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    paused_at = models.DateTimeField(
        _("clock stopped"),
        null=True,
        blank=True,
        help_text=_("Since when the receiver waits for information."),
    )
    viewed_at = models.DateTimeField(_("opened by the receiver"), null=True, blank=True)
    answered_at = models.DateTimeField(_("accepted or declined"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    closed_at = models.DateTimeField(_("ended"), null=True, blank=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    # The loop, apart from the status: closed when known and the sender informed.
    outcome_known_at = models.DateTimeField(_("outcome known"), null=True, blank=True)
    sender_informed_at = models.DateTimeField(
        _("sender informed"), null=True, blank=True
    )
    sender_acknowledged_at = models.DateTimeField(
        _("sender acknowledged"), null=True, blank=True
    )
    client_confirmed_at = models.DateTimeField(
        _("person confirmed"), null=True, blank=True
    )
    client_got_help = models.BooleanField(
        _("the family says that help came"),
        null=True,
        blank=True,
        help_text=_("Empty: they have not said."),
    )
    error_asked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("called a mistake by"),
        help_text=_("A second person must agree once the receiver has opened it."),
    )
    # Derived from the row, and never part of what its events say again.
    wake_at = models.DateTimeField(
        _("timers look again"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Each change sets it to at once; empty: nothing is timed."),
    )
    nudge = models.CharField(
        _("timer's last word"),
        max_length=30,
        blank=True,
        editable=False,
        help_text=_("What a timer told since somebody last moved it."),
    )
    version = models.PositiveIntegerField(
        _("version"), default=0, help_text=_("The number of its latest event.")
    )

    objects: ClassVar[ReferralQuerySet] = ReferralQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="referral_status_is_known",
                condition=Q(status__in=[status.value for status in Status]),
            ),
            models.CheckConstraint(
                name="referral_reason_iff_status_says_why",
                condition=(
                    Q(status__in=[status.value for status in REASON_WORDS])
                    & ~Q(reason_code="")
                )
                | (
                    ~Q(status__in=[status.value for status in REASON_WORDS])
                    & Q(reason_code="")
                ),
            ),
            models.CheckConstraint(
                name="referral_outcome_iff_completed",
                condition=(Q(status="completed") & ~Q(outcome=""))
                | (~Q(status="completed") & Q(outcome="")),
            ),
            models.CheckConstraint(
                name="referral_closed_at_iff_closed",
                condition=Q(
                    status__in=[status.value for status in CLOSED],
                    closed_at__isnull=False,
                )
                | (
                    ~Q(status__in=[status.value for status in CLOSED])
                    & Q(closed_at__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="referral_review_on_iff_on_hold",
                condition=Q(status="on-hold", review_on__isnull=False)
                | (~Q(status="on-hold") & Q(review_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="referral_sent_at_iff_left",
                condition=Q(status="draft", sent_at__isnull=True)
                | Q(status="entered-in-error")
                | (
                    ~Q(status__in=["draft", "entered-in-error"])
                    & Q(sent_at__isnull=False, due_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["receiver", "status", "due_at"]),
            models.Index(fields=["sender", "status", "-changed_at"]),
            models.Index(fields=["person", "status"]),
            models.Index(fields=["need", "status"]),
            models.Index(fields=["round", "status"]),
            models.Index(
                fields=["wake_at"],
                condition=Q(wake_at__isnull=False),
                name="referral_wakes",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the referral's page."""
        return reverse("referrals:referral", args=[self.number])

    @property
    def stopped_before_end(self) -> bool:
        """Whether the person stopped sharing while the receiver was at work on it.

        The sender then learns no more of it; what had ended before stays known.
        """
        stopped = self.sharing_stopped_at
        if stopped is None or self.accepted_at is None:
            return False
        return self.closed_at is None or self.closed_at > stopped

    @property
    def is_withdrawn(self) -> bool:
        """Whether the person stopped sharing before the receiver had accepted.

        The receiver's copy is taken back, and the receiver learns no more of it.
        """
        return self.sharing_stopped_at is not None and self.accepted_at is None

    @property
    def is_passed_over(self) -> bool:
        """Whether a receiver that never accepted it has no copy any more.

        The person stopped sharing, or others of its round were there first.
        """
        is_empty = self.sent_at is not None and not self.snapshot
        return is_empty and self.accepted_at is None

    @property
    def is_open(self) -> bool:
        """Sent and not ended."""
        return self.status in OPEN

    @property
    def is_closed(self) -> bool:
        """Ended, however."""
        return self.status in CLOSED

    @property
    def is_loop_closed(self) -> bool:
        """Whether the end is known and the sender knows it."""
        return self.outcome_known_at is not None and self.sender_informed_at is not None

    @property
    def is_need_met(self) -> bool:
        """Whether help was received, in whole or in part."""
        return self.outcome in NEED_MET and self.client_got_help is not False

    @property
    def reason_label(self) -> str:
        """The reason's words in the reader's language; empty without a reason."""
        words = REASON_WORDS.get(Status(self.status))
        if words is None or not self.reason_code:
            return ""
        return str(words(self.reason_code).label)

    @property
    def is_paused(self) -> bool:
        """Whether the receiver waits for information, so that its clock stands."""
        return self.stage == Stage.AWAITING_INFORMATION

    def is_overdue(self, at: datetime) -> bool:
        """Whether the receiver should have answered before ``at``."""
        waits = self.status == Status.REQUESTED and not self.is_paused
        return waits and self.due_at is not None and self.due_at < at


class ReferralNumber(models.Model):
    """The last number given in a year: the row to lock before giving the next."""

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    last = models.PositiveIntegerField(_("last number given"), default=0)

    class Meta:
        verbose_name = _("last referral number")
        verbose_name_plural = _("last referral numbers")

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
