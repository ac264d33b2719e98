"""Organizations and what hangs on them alone."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.record import Record, RecordQuerySet, Verified, Visibility


class OrganizationQuerySet(RecordQuerySet["Organization"]):
    """Words for sets of organizations."""

    def listed(self) -> Self:
        """Organizations that the public may see."""
        return self.present().filter(visibility=Visibility.PUBLIC)


class Organization(Record, Verified):
    """Delivers services (HSDS ``organization``)."""

    name = models.CharField(_("name"), max_length=255)
    alternate_name = models.CharField(_("other name"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=500, blank=True)
    tax_status = models.CharField(_("tax status"), max_length=255, blank=True)
    tax_id = models.CharField(_("tax id"), max_length=100, blank=True)
    year_incorporated = models.PositiveSmallIntegerField(
        _("year incorporated"), null=True, blank=True
    )
    legal_status = models.CharField(_("legal status"), max_length=255, blank=True)
    logo = models.URLField(_("logo"), max_length=500, blank=True)
    uri = models.URLField(_("persistent identifier"), max_length=500, blank=True)
    parent_organization = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="child_organizations",
        verbose_name=_("parent organization"),
    )
    # Ours, beyond HSDS.
    visibility = models.CharField(
        _("visibility"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PUBLIC,
    )
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("Never shown to the public.")
    )

    objects: ClassVar[OrganizationQuerySet] = OrganizationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class OrganizationIdentifier(Record):
    """A third party's number for an organization."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="organization_identifiers",
        verbose_name=_("organization"),
    )
    identifier_scheme = models.CharField(_("scheme"), max_length=100, blank=True)
    identifier_type = models.CharField(_("kind"), max_length=100)
    identifier = models.CharField(_("identifier"), max_length=255)

    class Meta(Record.Meta):
        verbose_name = _("organization identifier")
        verbose_name_plural = _("organization identifiers")

    def __str__(self) -> str:
        return f"{self.identifier_type} {self.identifier}"


class Program(Record):
    """A collection of related services of one organization."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="programs",
        verbose_name=_("organization"),
    )
    name = models.CharField(_("name"), max_length=255)
    alternate_name = models.CharField(_("other name"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("program")
        verbose_name_plural = _("programs")

    def __str__(self) -> str:
        return self.name


class Funding(Record):
    """Where the money of an organization or a service comes from."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="funding",
        verbose_name=_("organization"),
    )
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="funding",
        verbose_name=_("service"),
    )
    # HSDS calls it ``source``, which here names the import that brought a record.
    source_of_funds = models.TextField(_("source of funds"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("funding")
        verbose_name_plural = _("funding")
        constraints = [
            models.CheckConstraint(
                name="funding_has_a_parent",
                condition=Q(organization__isnull=False) | Q(service__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.source_of_funds[:60]


class Url(Record):
    """A labelled address on the web (HSDS ``url``)."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="additional_websites",
        verbose_name=_("organization"),
    )
    service = models.ForeignKey(
        "directory.Service",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="additional_urls",
        verbose_name=_("service"),
    )
    label = models.CharField(_("label"), max_length=255, blank=True)
    url = models.URLField(_("address"), max_length=500)

    class Meta(Record.Meta):
        verbose_name = _("web address")
        verbose_name_plural = _("web addresses")
        constraints = [
            models.CheckConstraint(
                name="url_has_a_parent",
                condition=Q(organization__isnull=False) | Q(service__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.url
