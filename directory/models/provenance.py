"""Where listings came from and what was done to them on the way."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.record import Record


class Metadata(Record):
    """One change of one field (HSDS ``metadata``)."""

    resource_id = models.UUIDField(_("record"))
    resource_type = models.CharField(_("record's table"), max_length=40)
    last_action_date = models.DateField(_("date"))
    last_action_type = models.CharField(_("what was done"), max_length=60)
    field_name = models.CharField(_("field"), max_length=100)
    previous_value = models.TextField(_("before"), blank=True)
    replacement_value = models.TextField(_("after"), blank=True)
    updated_by = models.CharField(_("by"), max_length=255)

    class Meta(Record.Meta):
        verbose_name = _("metadata")
        verbose_name_plural = _("metadata")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["resource_type", "resource_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.resource_type}.{self.field_name}"


class MetaTableDescription(Record):
    """What a source says about one of its tables."""

    name = models.CharField(_("name"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=3, blank=True)
    character_set = models.CharField(_("character set"), max_length=40, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("table description")
        verbose_name_plural = _("table descriptions")

    def __str__(self) -> str:
        return self.name


class ImportRun(models.Model):
    """One import: when, from what, how many rows of each fate."""

    source = models.CharField(_("source"), max_length=60, db_index=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    path = models.CharField(_("package"), max_length=500)
    shape = models.CharField(_("shape"), max_length=60, blank=True)
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.source} {self.started_at:%Y-%m-%d}"


class Verification(models.Model):
    """Somebody confirmed one group of fields of a record."""

    class Group(models.TextChoices):
        """The groups that are confirmed together."""

        HOURS = "hours", _("Hours")
        PHONES = "phones", _("Phones")
        ADDRESS = "address", _("Address")
        ELIGIBILITY = "eligibility", _("Who it is for")
        COST = "cost", _("Cost")
        AREA = "area", _("Area served")

    resource_id = models.UUIDField(_("record"))
    resource_type = models.CharField(_("record's table"), max_length=40)
    group = models.CharField(_("fields"), max_length=20, choices=Group)
    verified_at = models.DateTimeField(_("confirmed"), default=timezone.now)
    verified_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    verified_how = models.CharField(_("how it was confirmed"), max_length=20)

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        indexes = [models.Index(fields=["resource_type", "resource_id"])]

    def __str__(self) -> str:
        return f"{self.resource_type} {self.group}"
