"""What a receiver's clock goes by, where it differs from the usual."""

from typing import Any

from django.core.validators import (
    MaxValueValidator,
    MinValueValidator,
    RegexValidator,
)
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from directory.hours.rule import DAYS
from directory.models import Organization, Service

SOON, LATE = MinValueValidator(1), MaxValueValidator(90)


_DAY = f"({'|'.join(DAYS)})"
WEEK = RegexValidator(f"^{_DAY}(,{_DAY})*$", _("Write days as MO,TU,WE,TH,FR."))


def _count(name: Any, help_text: Any = "") -> Any:
    return models.PositiveSmallIntegerField(
        name,
        null=True,
        blank=True,
        validators=[SOON, LATE],
        help_text=help_text,
    )


class AnsweringTerms(models.Model):
    """Working hours and deadlines of the network, an organization or a service.

    What is empty is asked of the next above: service, organization, network, and
    then ``referrals.terms.Terms``.
    """

    for_network = models.BooleanField(_("for the whole network"), default=False)
    organization = models.OneToOneField(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="answering_terms",
        verbose_name=_("organization"),
    )
    service = models.OneToOneField(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="answering_terms",
        verbose_name=_("service"),
    )
    opens = models.TimeField(_("work begins"), null=True, blank=True)
    closes = models.TimeField(_("work ends"), null=True, blank=True)
    days = models.CharField(
        _("working days"),
        max_length=20,
        blank=True,
        validators=[WEEK],
        help_text=_("Such as MO,TU,WE,TH,FR."),
    )
    keeps_holidays = models.BooleanField(
        _("closed on public holidays"), null=True, blank=True
    )
    routine_days = _count(_("answer a routine one within working days"))
    urgent_days = _count(_("answer an urgent one within working days"))
    asap_hours = _count(_("answer one for as soon as possible within working hours"))
    stat_minutes = _count(_("answer one for at once within minutes"))
    expire_days = _count(
        _("an unanswered one ends after working days"),
        _("Counted from when it was sent."),
    )
    contact_days = _count(_("reach the person within working days"))
    stale_days = _count(_("remind of work that stands still after days"))
    stale_network_days = _count(_("tell the network desk of it after days"))
    information_days = _count(_("answer a question within working days"))
    acknowledge_days = _count(_("read how it ended within working days"))
    acknowledges_itself = models.BooleanField(
        _("an end whose notice arrived counts as read"),
        null=True,
        blank=True,
        help_text=_("For what this organization sends."),
    )

    class Meta:
        verbose_name = _("answering terms")
        verbose_name_plural = _("answering terms")
        ordering = ["-for_network", "organization__name", "service__name"]
        constraints = [
            models.CheckConstraint(
                name="terms_are_of_one",
                condition=Q(
                    for_network=True, organization__isnull=True, service__isnull=True
                )
                | Q(for_network=False, organization__isnull=False, service__isnull=True)
                | Q(
                    for_network=False, organization__isnull=True, service__isnull=False
                ),
                violation_error_message=_(
                    "Choose one: the whole network, an organization or a service."
                ),
            ),
            models.UniqueConstraint(
                fields=["for_network"],
                condition=Q(for_network=True),
                name="terms_of_the_network_once",
                violation_error_message=_("The network has its terms already."),
            ),
            models.CheckConstraint(
                name="terms_work_begins_before_it_ends",
                condition=Q(opens__isnull=True, closes__isnull=True)
                | Q(opens__isnull=False, closes__isnull=False, opens__lt=F("closes")),
                violation_error_message=_(
                    "Say both when work begins and when it ends, in that order."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.service or self.organization or _("The whole network"))
