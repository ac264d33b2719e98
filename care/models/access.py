"""Who looked at whom: the access log."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from care.models.consent import Purpose
from directory.models import Organization


class AccessEntry(models.Model):
    """One reading, or refused reading, of a person's data across organizations."""

    person = models.ForeignKey(
        "care.Person",
        on_delete=models.PROTECT,
        related_name="access_entries",
        verbose_name=_("person"),
    )
    user = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who looked"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("for which organization"),
    )
    purpose = models.CharField(_("why"), max_length=20, choices=Purpose)
    data_classes = models.JSONField(_("what was read"), default=list)
    basis = models.CharField(_("by what right"), max_length=40, blank=True)
    is_permitted = models.BooleanField(_("permitted"), default=True)
    # A loose link, by number: care does not know referrals.
    referral_number = models.CharField(
        _("by way of referral"), max_length=12, blank=True
    )
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("look at a person's data")
        verbose_name_plural = _("looks at people's data")
        ordering = ["-at"]
        indexes = [models.Index(fields=["person", "-at"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"
