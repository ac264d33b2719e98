"""What is said about a referral: between the sides, within one, and to the person."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Organization
from referrals.models.finding import (
    RECEIVER_ROLES,
    SENDER_ROLES,
    organizations_of,
)
from referrals.models.link import SIGNED_BY_LINK, Signed
from referrals.models.referral import Referral


class Message(Signed):
    """Read by both sides."""

    referral = models.ForeignKey(
        Referral,
        on_delete=models.PROTECT,
        related_name="messages",
        verbose_name=_("referral"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("of"),
        help_text=_("Empty: the network desk."),
    )
    text = models.TextField(_("message"))
    needs_answer = models.BooleanField(_("needs an answer to go on"), default=False)
    sent_at = models.DateTimeField(_("sent"), default=timezone.now)
    idempotency_key = models.CharField(_("idempotency key"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="message_idempotency_key_once",
            ),
            models.UniqueConstraint(
                fields=["referral", "by_link", "idempotency_key"],
                condition=Q(by_link__isnull=False) & ~Q(idempotency_key=""),
                name="message_by_link_key_once",
            ),
            models.CheckConstraint(
                name="message_is_signed", condition=Q(by__isnull=False) | SIGNED_BY_LINK
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.sent_at:%Y-%m-%d}"


class NoteQuerySet(models.QuerySet["Note"]):
    """Words for sets of internal notes."""

    def visible_to(self, user: User) -> Self:
        """Notes of the user's own organizations: not even network admins read them."""
        roles = tuple(dict.fromkeys(SENDER_ROLES + RECEIVER_ROLES))
        return self.filter(organization__in=organizations_of(user, roles))


class Note(models.Model):
    """Read by one side only; never sent or printed."""

    referral = models.ForeignKey(
        Referral,
        on_delete=models.PROTECT,
        related_name="notes",
        verbose_name=_("referral"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organization"),
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    idempotency_key = models.CharField(_("idempotency key"), max_length=100, blank=True)

    objects: ClassVar[NoteQuerySet] = NoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="note_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.written_at:%Y-%m-%d}"


class ContactAttempt(Signed):
    """One try to reach the person."""

    class Channel(models.TextChoices):
        """The way it was tried."""

        PHONE = "phone", _("By phone")
        TEXT = "text", _("By text")
        EMAIL = "email", _("By e-mail")
        LETTER = "letter", _("By letter")
        VISIT = "visit", _("By a visit")

    class Result(models.TextChoices):
        """How it went."""

        REACHED = "reached", _("Reached")
        NO_ANSWER = "no-answer", _("No answer")
        LEFT_MESSAGE = "left-message", _("Left a message")
        WRONG_NUMBER = "wrong-number", _("Number does not work")

    referral = models.ForeignKey(
        Referral,
        on_delete=models.PROTECT,
        related_name="contact_attempts",
        verbose_name=_("referral"),
    )
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    result = models.CharField(_("how it went"), max_length=20, choices=Result)
    note = models.TextField(_("note"), blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("contact attempt")
        verbose_name_plural = _("contact attempts")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_attempt_is_signed",
                condition=Q(by__isnull=False) | SIGNED_BY_LINK,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.channel} {self.result}"
