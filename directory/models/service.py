"""Services, where they happen, whom they serve and what they cost."""

from datetime import timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models.location import Location
from directory.models.organization import Organization, Program
from directory.models.record import Record, RecordQuerySet, Verified, Visibility

CAPACITY_LASTS = timedelta(days=30)
"""How long a word about room is believed; after that, people are told to ask."""


class ServiceQuerySet(RecordQuerySet["Service"]):
    """Words for sets of services."""

    def listed(self) -> Self:
        """Services that the public may see: the one gate to page, feed and index."""
        return self.present().filter(
            status=Service.Status.ACTIVE,
            is_approved=True,
            visibility=Visibility.PUBLIC,
            merged_into__isnull=True,
            organization__removed_at__isnull=True,
            organization__visibility=Visibility.PUBLIC,
        )


class Service(Record, Verified):
    """What an organization offers (HSDS ``service``)."""

    class Status(models.TextChoices):
        """HSDS's four states of a service."""

        ACTIVE = "active", _("Active")
        INACTIVE = "inactive", _("Inactive")
        DEFUNCT = "defunct", _("Defunct")
        CLOSED = "temporarily closed", _("Temporarily closed")

    class CapacityStatus(models.TextChoices):
        """Whether new people are taken, in the referral guides' words."""

        CAPACITY = "capacity", _("Taking new people")
        WAITLIST = "waitlist", _("Waiting list")
        ASSESS = "additional-assessment-required", _("Asks first")
        FULL = "no-capacity", _("Full")

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="services",
        verbose_name=_("organization"),
    )
    program = models.ForeignKey(
        Program,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="services",
        verbose_name=_("program"),
    )
    name = models.CharField(_("name"), max_length=255)
    alternate_name = models.CharField(_("other name"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=Status, default=Status.ACTIVE
    )
    interpretation_services = models.TextField(_("interpretation"), blank=True)
    application_process = models.TextField(_("how to apply"), blank=True)
    fees_description = models.TextField(_("fees"), blank=True)
    wait_time = models.CharField(_("wait time"), max_length=255, blank=True)
    fees = models.TextField(_("fees, older field"), blank=True)
    accreditations = models.TextField(_("accreditations"), blank=True)
    eligibility_description = models.TextField(_("who it is for"), blank=True)
    minimum_age = models.PositiveSmallIntegerField(
        _("youngest age"), null=True, blank=True, help_text=_("Years.")
    )
    maximum_age = models.PositiveSmallIntegerField(
        _("oldest age"), null=True, blank=True, help_text=_("Years.")
    )
    assured_date = models.DateField(_("last checked"), null=True, blank=True)
    assurer_email = models.EmailField(_("checker's e-mail"), blank=True)
    licenses = models.TextField(_("licences"), blank=True)
    alert = models.TextField(_("alert"), blank=True)
    last_modified = models.DateTimeField(
        _("last changed"),
        default=timezone.now,
        help_text=_("Moves when anything in the listing changes."),
    )
    # Ours, beyond HSDS.
    visibility = models.CharField(
        _("visibility"), max_length=20, choices=Visibility, default=Visibility.PUBLIC
    )
    is_approved = models.BooleanField(_("approved by a steward"), default=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="merged_services",
        verbose_name=_("merged into"),
        db_index=False,  # see Meta.indexes
    )
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("Never shown to the public.")
    )
    do_not_refer = models.BooleanField(
        _("do not refer"),
        default=False,
        help_text=_("Listed, but takes no referrals through Waypost."),
    )
    capacity_status = models.CharField(
        _("room for new people"), max_length=40, choices=CapacityStatus, blank=True
    )
    capacity_note = models.CharField(_("about the room"), max_length=255, blank=True)
    capacity_said_at = models.DateTimeField(
        _("room last confirmed"), null=True, blank=True
    )

    objects: ClassVar[ServiceQuerySet] = ServiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Record.Meta):
        verbose_name = _("service")
        verbose_name_plural = _("services")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="service_ages_in_order",
                condition=Q(minimum_age__isnull=True)
                | Q(maximum_age__isnull=True)
                | Q(minimum_age__lte=F("maximum_age")),
            ),
            models.CheckConstraint(
                name="service_not_merged_into_itself",
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
            ),
        ]
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["last_modified"]),
            # Of the few that were merged: in an index of all, SQLite looks up those
            # that were not, nearly every service, to find the twenty of a page.
            models.Index(
                name="service_merged_into",
                fields=["merged_into"],
                condition=Q(merged_into__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the service's public page."""
        return reverse("directory:service", args=[self.pk])


class ServiceAtLocation(Record):
    """A service at one of its locations."""

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="service_at_locations",
        verbose_name=_("service"),
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        related_name="service_at_locations",
        verbose_name=_("location"),
    )
    description = models.TextField(_("description"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("service at location")
        verbose_name_plural = _("services at locations")

    def __str__(self) -> str:
        return f"{self.service_id} @ {self.location_id}"


class ServiceArea(Record):
    """Where a service may be had, as its source wrote it, and as area codes."""

    class ExtentType(models.TextChoices):
        """How ``extent`` is written."""

        GEOJSON = "geojson", "GeoJSON"
        TOPOJSON = "topojson", "TopoJSON"
        KML = "kml", "KML"
        TEXT = "text", _("Text")

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="service_areas",
        verbose_name=_("service"),
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="service_areas",
        verbose_name=_("service at location"),
    )
    name = models.CharField(_("name"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)
    extent = models.TextField(_("extent"), blank=True)
    extent_type = models.CharField(
        _("extent's form"), max_length=10, choices=ExtentType, blank=True
    )
    uri = models.CharField(_("persistent identifier"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("service area")
        verbose_name_plural = _("service areas")
        constraints = [
            models.CheckConstraint(
                name="service_area_has_a_parent",
                condition=Q(service__isnull=False)
                | Q(service_at_location__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name


class AreaCode(models.Model):
    """One code of a service area.

    ``us``, ``us-ca``, ``us-ca-019`` (county FIPS) or ``us-93721`` (ZIP): serving a
    place is then membership in a set.
    """

    service_area = models.ForeignKey(
        ServiceArea,
        on_delete=models.CASCADE,
        related_name="area_codes",
        verbose_name=_("service area"),
    )
    code = models.CharField(_("code"), max_length=20, db_index=True)

    class Meta:
        verbose_name = _("area code")
        verbose_name_plural = _("area codes")
        constraints = [
            models.UniqueConstraint(
                fields=["service_area", "code"], name="area_code_once"
            )
        ]

    def __str__(self) -> str:
        return self.code


class ServicePayer(models.Model):
    """Somebody who pays for a service, or a way in which it is paid."""

    class Payer(models.TextChoices):
        """Who pays."""

        FREE = "free", _("Free")
        SLIDING = "sliding", _("By income")
        MEDICAID = "medicaid", _("Medi-Cal or Medicaid")
        MEDICARE = "medicare", _("Medicare")
        VA = "va", _("Veterans Affairs")
        PRIVATE = "private", _("Private insurance")
        SELF = "self", _("You pay")

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="payers",
        verbose_name=_("service"),
    )
    payer = models.CharField(_("payer"), max_length=20, choices=Payer)

    class Meta:
        verbose_name = _("payer")
        verbose_name_plural = _("payers")
        constraints = [
            models.UniqueConstraint(
                fields=["service", "payer"], name="service_payer_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_payer_display()


class CostOption(Record):
    """One price of a service."""

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="cost_options",
        verbose_name=_("service"),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    option = models.CharField(_("condition"), max_length=255, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    amount_description = models.CharField(
        _("about the amount"), max_length=500, blank=True
    )

    class Meta(Record.Meta):
        verbose_name = _("cost option")
        verbose_name_plural = _("cost options")

    def __str__(self) -> str:
        return self.option or self.amount_description


class RequiredDocument(Record):
    """A paper that people must bring."""

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="required_documents",
        verbose_name=_("service"),
    )
    document = models.CharField(_("document"), max_length=500, blank=True)
    uri = models.URLField(_("web address"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("required document")
        verbose_name_plural = _("required documents")

    def __str__(self) -> str:
        return self.document


class Unit(Record):
    """What a capacity counts: beds, seats, hours."""

    name = models.CharField(_("name"), max_length=100)
    scheme = models.CharField(_("scheme"), max_length=255, blank=True)
    identifier = models.CharField(_("identifier"), max_length=100, blank=True)
    uri = models.URLField(_("web address"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.name


class ServiceCapacity(Record):
    """How many units of a service are free (HSDS ``service_capacity``)."""

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        related_name="capacities",
        verbose_name=_("service"),
    )
    unit = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        related_name="capacities",
        verbose_name=_("unit"),
    )
    available = models.FloatField(_("available"))
    maximum = models.FloatField(_("maximum"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    updated = models.DateTimeField(_("updated"), default=timezone.now)

    class Meta(Record.Meta):
        verbose_name = _("service capacity")
        verbose_name_plural = _("service capacities")

    def __str__(self) -> str:
        return f"{self.available} {self.unit_id}"
