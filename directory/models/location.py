"""Places where services happen, and what is known about getting in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.organization import Organization
from directory.models.record import Record, Verified, Visibility


class Location(Record, Verified):
    """Where an organization operates (HSDS ``location``).

    A point is either real or absent. A confidential location gives its town,
    never its address or point.
    """

    class LocationType(models.TextChoices):
        """HSDS's three kinds of location."""

        PHYSICAL = "physical", _("Physical")
        POSTAL = "postal", _("Postal")
        VIRTUAL = "virtual", _("Virtual")

    class PointQuality(models.TextChoices):
        """How far a point can be trusted."""

        EXACT = "exact", _("Exact")
        APPROXIMATE = "approximate", _("Approximate: the ZIP's own point")

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="locations",
        verbose_name=_("organization"),
    )
    location_type = models.CharField(
        _("kind"),
        max_length=10,
        choices=LocationType,
        default=LocationType.PHYSICAL,
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    name = models.CharField(_("name"), max_length=255, blank=True)
    alternate_name = models.CharField(_("other name"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)
    transportation = models.TextField(_("how to get there"), blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("Degrees north, WGS84.")
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, help_text=_("Degrees east, WGS84.")
    )
    external_identifier = models.CharField(
        _("external identifier"), max_length=255, blank=True
    )
    external_identifier_type = models.CharField(
        _("external identifier's kind"), max_length=255, blank=True
    )
    # Ours, beyond HSDS.
    point_quality = models.CharField(
        _("point"), max_length=12, choices=PointQuality, blank=True
    )
    timezone_name = models.CharField(
        _("time zone"),
        max_length=60,
        blank=True,
        help_text=_("As the IANA database spells it, such as America/Los_Angeles."),
    )
    visibility = models.CharField(
        _("visibility"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PUBLIC,
        help_text=_("Confidential: the public sees the town, never the address."),
    )
    internal_note = models.TextField(
        _("internal note"), blank=True, help_text=_("Never shown to the public.")
    )

    class Meta(Record.Meta):
        verbose_name = _("location")
        verbose_name_plural = _("locations")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="location_point_is_whole_and_on_earth",
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__gte=-90,
                    latitude__lte=90,
                    longitude__gte=-180,
                    longitude__lte=180,
                ),
            ),
            models.CheckConstraint(
                name="location_point_is_not_zero",
                condition=~Q(latitude=0, longitude=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def is_confidential(self) -> bool:
        """Whether address and point stay hidden."""
        return self.visibility != Visibility.PUBLIC


class Address(Record):
    """A physical or postal address of a location."""

    class AddressType(models.TextChoices):
        """HSDS's three kinds of address."""

        PHYSICAL = "physical", _("Physical")
        POSTAL = "postal", _("Postal")
        VIRTUAL = "virtual", _("Virtual")

    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        related_name="addresses",
        verbose_name=_("location"),
    )
    attention = models.CharField(_("attention"), max_length=255, blank=True)
    address_1 = models.CharField(_("street"), max_length=255, blank=True)
    address_2 = models.CharField(_("second line"), max_length=255, blank=True)
    city = models.CharField(_("town"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=120, blank=True)
    state_province = models.CharField(_("state"), max_length=60, blank=True)
    postal_code = models.CharField(_("ZIP"), max_length=20, blank=True)
    country = models.CharField(_("country"), max_length=2, default="US")
    address_type = models.CharField(
        _("kind"),
        max_length=10,
        choices=AddressType,
        default=AddressType.PHYSICAL,
    )

    class Meta(Record.Meta):
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.address_1, self.city, self.postal_code)))


class Accessibility(Record):
    """What helps people with disabilities at a location."""

    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        related_name="accessibility",
        verbose_name=_("location"),
    )
    description = models.CharField(_("description"), max_length=500, blank=True)
    details = models.TextField(_("details"), blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("accessibility")
        verbose_name_plural = _("accessibility")

    def __str__(self) -> str:
        return self.description
