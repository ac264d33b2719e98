"""When a service or a location is open."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.location import Location
from directory.models.record import Record
from directory.models.service import Service, ServiceAtLocation


class Schedule(Record):
    """One RFC 5545 rule, in the location's own time zone (HSDS ``schedule``)."""

    class Freq(models.TextChoices):
        """How often the rule repeats."""

        WEEKLY = "WEEKLY", _("Weekly")
        MONTHLY = "MONTHLY", _("Monthly")

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="schedules",
        verbose_name=_("service"),
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="schedules",
        verbose_name=_("location"),
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="schedules",
        verbose_name=_("service at location"),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    dtstart = models.DateField(_("first date"), null=True, blank=True)
    timezone = models.FloatField(
        _("UTC offset"),
        null=True,
        blank=True,
        help_text=_("Hours, as the source gave it; the location's zone decides."),
    )
    until = models.DateField(_("last date"), null=True, blank=True)
    count = models.PositiveIntegerField(_("times"), null=True, blank=True)
    wkst = models.CharField(_("week starts on"), max_length=2, blank=True)
    freq = models.CharField(_("repeats"), max_length=10, choices=Freq, blank=True)
    interval = models.PositiveSmallIntegerField(_("every"), null=True, blank=True)
    byday = models.CharField(
        _("days"), max_length=100, blank=True, help_text=_("Such as MO,TU or 2SA.")
    )
    byweekno = models.CharField(_("weeks of the year"), max_length=200, blank=True)
    bymonthday = models.CharField(_("days of the month"), max_length=200, blank=True)
    byyearday = models.CharField(_("days of the year"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    opens_at = models.TimeField(_("opens"), null=True, blank=True)
    closes_at = models.TimeField(_("closes"), null=True, blank=True)
    schedule_link = models.URLField(_("web address"), max_length=500, blank=True)
    attending_type = models.CharField(_("how to attend"), max_length=255, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    is_closed = models.BooleanField(
        _("closed"),
        default=False,
        help_text=_("A dated closure, such as a holiday: beats every other rule."),
    )

    class Meta(Record.Meta):
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        constraints = [
            models.CheckConstraint(
                name="schedule_has_a_parent",
                condition=Q(service__isnull=False)
                | Q(location__isnull=False)
                | Q(service_at_location__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.freq} {self.byday} {self.opens_at}-{self.closes_at}"
