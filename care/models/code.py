"""The code by which a family follows what was asked for it, without an account."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from care.models.person import Person

MOST_FAILURES = 20
"""After so many wrong second proofs a code opens nothing more."""


class FamilyCodeQuerySet(models.QuerySet["FamilyCode"]):
    """Words for sets of codes."""

    def open(self, at: datetime) -> Self:
        """Codes that let somebody in at that moment."""
        return self.filter(
            revoked_at__isnull=True,
            made_at__lte=at,
            expires_at__gt=at,
            failures__lt=MOST_FAILURES,
        )


class FamilyCode(models.Model):
    """A code on paper, for one person and who cares for them.

    Only its keyed hash is kept: who reads the database cannot open a page with it.
    """

    person = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        related_name="codes",
        verbose_name=_("person"),
    )
    digest = models.CharField(
        _("keyed hash of the code"), max_length=64, unique=True, editable=False
    )
    made_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
        help_text=_("Empty: they asked for help themselves."),
    )
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stopped by"),
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("wrong second proofs"), default=0)

    objects: ClassVar[FamilyCodeQuerySet] = FamilyCodeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("code of a family")
        verbose_name_plural = _("codes of families")
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(revoked_at__isnull=True),
                name="family_code_one_in_use",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.made_at:%Y-%m-%d}"
