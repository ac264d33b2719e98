"""What every HSDS table shares: its identity, where it came from, whether it left."""

import uuid
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordQuerySet[M: models.Model](models.QuerySet[M]):
    """Words for sets of records of any kind."""

    def present(self) -> Self:
        """Records that their source still has."""
        return self.filter(removed_at__isnull=True)

    def from_source(self, source: str) -> Self:
        """Records that one import source brought."""
        return self.filter(source=source)


class Record(models.Model):
    """One row of an HSDS table.

    The primary key survives import and export. A source's id that is not a UUID
    becomes a UUIDv5 of (source, table, id); the original is kept in ``source_id``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.CharField(
        _("source"),
        max_length=60,
        blank=True,
        help_text=_("The import that brought this record; empty: written here."),
    )
    source_id = models.CharField(
        _("id at the source"), max_length=255, blank=True, editable=False
    )
    removed_at = models.DateTimeField(
        _("left the source"),
        null=True,
        blank=True,
        help_text=_("When the source stopped carrying this record."),
    )

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["source", "source_id"])]


class Visibility(models.TextChoices):
    """Who may see a record."""

    PUBLIC = "public", _("Public")
    PARTNERS = "partners", _("Partners only")
    CONFIDENTIAL = "confidential", _("Confidential")


class Verified(models.Model):
    """When somebody last confirmed that a record is true: not when it was edited."""

    class How(models.TextChoices):
        """The way the record was confirmed."""

        AGENCY = "agency", _("By the agency")
        PHONE = "phone", _("By phone")
        VISIT = "visit", _("By a visit")
        WEBSITE = "website", _("From the website")
        REFERRAL = "referral", _("When a referral was answered")

    verified_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    verified_by = models.CharField(_("confirmed by"), max_length=150, blank=True)
    verified_how = models.CharField(
        _("how it was confirmed"), max_length=20, choices=How, blank=True
    )

    class Meta:
        abstract = True
