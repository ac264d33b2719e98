"""What happened to a referral: written once, never changed, by law and by trigger."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from directory.models import Organization
from referrals.models.link import SIGNED_BY_LINK, Signed
from referrals.models.referral import Referral
from referrals.models.words import Side, Stage, Status

FIRST_COLUMNS = frozenset(
    {
        "by_id",
        "by_organization_id",
        "by_role",
        "by_side",
        "changes",
        "compensates_id",
        "evidence",
        "from_stage",
        "from_status",
        "idempotency_key",
        "inferred",
        "kind",
        "note",
        "occurred_at",
        "on_behalf_of_id",
        "previous_hash",
        "reason_code",
        "reason_text",
        "recorded_at",
        "referral_id",
        "sequence",
        "to_stage",
        "to_status",
        "transition",
    }
)
"""What the first hashes were made of, whether it held something or not."""


class ReferralEvent(Signed):
    """One thing that happened. Its row can be neither changed nor deleted."""

    class Kind(models.TextChoices):
        """What kind of thing happened."""

        MOVE = "move", _("Moved")
        STAGE = "stage", _("Stage")
        VIEW = "view", _("Opened")
        CONTACT = "contact", _("Contact")
        ASSIGN = "assign", _("Given to somebody")
        UNDO = "undo", _("Taken back")
        ERROR_ASKED = "error-asked", _("Called a mistake")
        LOOP = "loop", _("Loop")
        SHARING = "sharing", _("Sharing")
        TIMER = "timer", _("Timer")
        CONFIRMED = "confirmed", _("The family's own word")

    referral = models.ForeignKey(
        Referral,
        on_delete=models.PROTECT,
        related_name="events",
        verbose_name=_("referral"),
    )
    sequence = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    transition = models.CharField(
        _("transition"), max_length=4, blank=True, help_text=_("T01 to T19.")
    )
    from_status = models.CharField(_("from"), max_length=20, choices=Status, blank=True)
    to_status = models.CharField(_("to"), max_length=20, choices=Status)
    from_stage = models.CharField(
        _("from stage"), max_length=30, choices=Stage, blank=True
    )
    to_stage = models.CharField(_("to stage"), max_length=30, choices=Stage, blank=True)
    by_side = models.CharField(_("side"), max_length=3, choices=Side)
    by_organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("of"),
    )
    by_role = models.CharField(
        _("role"), max_length=20, choices=Membership.Role, blank=True
    )
    on_behalf_of = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    evidence = models.CharField(
        _("evidence"), max_length=255, blank=True, help_text=_("The call or letter.")
    )
    reason_code = models.CharField(_("reason"), max_length=30, blank=True)
    reason_text = models.TextField(_("reason in words"), blank=True)
    note = models.TextField(_("note"), blank=True)
    # The referral's fields after this event: folding them gives the row again.
    changes = models.JSONField(_("changes"), default=dict, encoder=DjangoJSONEncoder)
    compensates = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("takes back"),
    )
    occurred_at = models.DateTimeField(_("when"), default=timezone.now)
    recorded_at = models.DateTimeField(_("written down"), default=timezone.now)
    inferred = models.BooleanField(
        _("inferred"),
        default=False,
        help_text=_("Filled in for a step that the other system did not report."),
    )
    idempotency_key = models.CharField(_("idempotency key"), max_length=100, blank=True)
    previous_hash = models.CharField(_("hash before"), max_length=64, blank=True)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["referral", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "sequence"], name="event_sequence_once"
            ),
            models.UniqueConstraint(
                fields=["referral", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="event_idempotency_key_once",
            ),
            models.CheckConstraint(
                name="event_has_an_actor",
                condition=Q(by__isnull=False)
                | Q(by_side__in=["SYS", "C"])
                | SIGNED_BY_LINK,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.sequence}"

    def fingerprint(self) -> str:
        """SHA-256, in hex, over what the event says and the hash before it.

        A column that came later counts only where it holds something: events from
        before it keep the hash that they were written with, and filling it in
        afterwards is noticed. It must be empty (None or "") where nothing is said.
        """
        return hashlib.sha256(
            json.dumps(self._said(), cls=DjangoJSONEncoder, sort_keys=True).encode()
        ).hexdigest()

    def _said(self) -> dict[str, Any]:
        said = {
            field.attname: _in_utc(field.value_from_object(self))
            for field in self._meta.concrete_fields
            if field.attname not in {"id", "hash"}
        }
        return {
            name: value
            for name, value in said.items()
            if name in FIRST_COLUMNS or value not in (None, "")
        }


def _in_utc(value: Any) -> Any:
    """A moment as the database gives it back, whatever zone it was said in."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value
