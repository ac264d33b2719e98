"""What somebody needs help with."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import TaxonomyTerm


class NeedQuerySet(models.QuerySet["Need"]):
    """Words for sets of needs."""

    def unresolved(self) -> Self:
        """Needs that somebody must still do something about."""
        return self.filter(status__in=Need.UNRESOLVED)


class Need(models.Model):
    """One thing a person needs; it outlives each single referral."""

    class Status(models.TextChoices):
        """Where the need stands over all tries."""

        OPEN = "open", _("Nobody yet")
        LOOKING = "looking", _("Looking")
        PARTLY_MET = "partly-met", _("Partly met")
        MET = "met", _("Met")
        WITHDRAWN = "withdrawn", _("No longer wanted")

    class Urgency(models.TextChoices):
        """How soon help must come."""

        ROUTINE = "routine", _("Routine")
        SOON = "soon", _("Soon")
        URGENT = "urgent", _("Urgent")

    UNRESOLVED = (Status.OPEN, Status.LOOKING, Status.PARTLY_MET)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "care.Person",
        on_delete=models.PROTECT,
        related_name="needs",
        verbose_name=_("person"),
    )
    category = models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        related_name="needs",
        verbose_name=_("kind of help"),
    )
    words = models.TextField(
        _("in their own words"), blank=True, help_text=_("As the person said it.")
    )
    urgency = models.CharField(
        _("urgency"), max_length=10, choices=Urgency, default=Urgency.ROUTINE
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.OPEN
    )
    is_sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("Name, contact and notes open only when a receiver accepts."),
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    opened_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    idempotency_key = models.CharField(
        _("idempotency key"), max_length=100, blank=True, editable=False
    )

    objects: ClassVar[NeedQuerySet] = NeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["-opened_at"]
        constraints = [
            models.CheckConstraint(
                name="need_closed_at_iff_closed",
                condition=Q(status__in=["met", "withdrawn"], closed_at__isnull=False)
                | (~Q(status__in=["met", "withdrawn"]) & Q(closed_at__isnull=True)),
            ),
            models.UniqueConstraint(
                fields=["person", "opened_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="need_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id} {self.status}"
