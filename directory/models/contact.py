"""How to reach somebody: contacts, phones and the languages spoken there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.location import Location
from directory.models.organization import Organization
from directory.models.record import Record, Visibility
from directory.models.service import Service, ServiceAtLocation


class Contact(Record):
    """A person at an agency. The name stays with staff unless made public."""

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("organization"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("service"),
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("service at location"),
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("location"),
    )
    name = models.CharField(_("name"), max_length=255, blank=True)
    title = models.CharField(_("job title"), max_length=255, blank=True)
    department = models.CharField(_("department"), max_length=255, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    visibility = models.CharField(
        _("visibility"),
        max_length=20,
        choices=Visibility,
        default=Visibility.PARTNERS,
    )

    class Meta(Record.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return self.title or self.department or str(self.pk)


class Phone(Record):
    """A telephone number of whatever it hangs on."""

    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="phones",
        verbose_name=_("location"),
    )
    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="phones",
        verbose_name=_("service"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="phones",
        verbose_name=_("organization"),
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="phones",
        verbose_name=_("contact"),
    )
    service_at_location = models.ForeignKey(
        ServiceAtLocation,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="phones",
        verbose_name=_("service at location"),
    )
    number = models.CharField(_("number"), max_length=60)
    extension = models.PositiveIntegerField(_("extension"), null=True, blank=True)
    type = models.CharField(
        _("kind"),
        max_length=20,
        blank=True,
        help_text=_("voice, text, fax, cell, video, pager or textphone (RFC 6350)."),
    )
    description = models.CharField(_("description"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        constraints = [
            models.CheckConstraint(
                name="phone_has_a_parent",
                condition=Q(location__isnull=False)
                | Q(service__isnull=False)
                | Q(organization__isnull=False)
                | Q(contact__isnull=False)
                | Q(service_at_location__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.number


class Language(Record):
    """A language in which people are served, without an interpreter."""

    service = models.ForeignKey(
        Service,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="languages",
        verbose_name=_("service"),
    )
    location = models.ForeignKey(
        Location,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="languages",
        verbose_name=_("location"),
    )
    phone = models.ForeignKey(
        Phone,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="languages",
        verbose_name=_("phone"),
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    code = models.CharField(
        _("code"), max_length=3, blank=True, help_text=_("ISO 639-1 or 639-3.")
    )
    note = models.TextField(_("note"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("language")
        verbose_name_plural = _("languages")
        constraints = [
            models.CheckConstraint(
                name="language_has_a_parent",
                condition=Q(service__isnull=False)
                | Q(location__isnull=False)
                | Q(phone__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.code
