"""People who are helped, and how to reach them without doing harm."""

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from care.models.consent import Consent
from directory.models import Organization

KEEPS_PEOPLE = (
    Membership.Role.COORDINATOR,
    Membership.Role.SUPERVISOR,
    Membership.Role.ADMIN,
)
"""Roles that read and write the people whom their organization keeps."""


class PersonQuerySet(models.QuerySet["Person"]):
    """Words for sets of people: ``visible_to`` is the only gate."""

    def visible_to(self, user: User) -> Self:
        """People whom the user's organizations keep, or may read by consent.

        A consent opens the whole record only when it says so: it is for planning
        care together and covers identity, contact and needs. Receivers of a
        referral read its snapshot, never the person. Stewards read nobody.
        """
        if user.is_network_admin:
            return self
        ours = Membership.objects.filter(user_id=user.pk, role__in=KEEPS_PEOPLE).values(
            "organization"
        )
        shared = Consent.objects.opening_whole_records(ours, at=timezone.now())
        return self.filter(Q(kept_by__in=ours) | Q(pk__in=shared.values("person")))

    def kept_by_organizations(self, user: User) -> Self:
        """People whom this user's own organizations keep."""
        return self.filter(
            kept_by__in=Membership.objects.filter(
                user_id=user.pk, role__in=KEEPS_PEOPLE
            ).values("organization")
        )


class Person(models.Model):
    """Somebody who is helped, kept by one organization."""

    class ContactRule(models.TextChoices):
        """The answer to "is it safe to contact you?"; empty: not asked yet."""

        OPEN = "open", _("Any time, any way")
        LIMITED = "limited", _("Only as written here")
        PROHIBITED = "prohibited", _("Do not contact")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept_by = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="people",
        verbose_name=_("kept by"),
    )
    kept_number = models.PositiveIntegerField(
        _("number"), help_text=_("Counts from 1 in each organization.")
    )
    given_name = models.CharField(_("first name"), max_length=100)
    family_name = models.CharField(_("last name"), max_length=100)
    called = models.CharField(_("likes to be called"), max_length=100, blank=True)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    language = models.CharField(
        _("language"),
        max_length=8,
        default="en",
        help_text=_("ISO 639 code of the language to speak, such as es or hmn."),
    )
    needs_interpreter = models.BooleanField(_("needs an interpreter"), default=False)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("street address"), max_length=255, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=2, blank=True)
    postal_code = models.CharField(_("ZIP"), max_length=10, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True, editable=False)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, editable=False)
    area_codes = models.JSONField(
        _("area codes"),
        default=list,
        blank=True,
        editable=False,
        help_text=_("Where the person lives, such as us-ca-019 and us-93721."),
    )
    payers = models.JSONField(
        _("covered by"),
        default=list,
        blank=True,
        help_text=_("Codes of ServicePayer, such as medicaid."),
    )
    contact_rule = models.CharField(
        _("safe to contact"), max_length=12, choices=ContactRule, blank=True
    )
    safe_hours = models.CharField(_("safe hours"), max_length=255, blank=True)
    code_word = models.CharField(
        _("code word"),
        max_length=60,
        blank=True,
        help_text=_("Said first, so that the person knows who calls."),
    )
    contact_note = models.TextField(_("about reaching them"), blank=True)
    what_matters = models.TextField(
        _("what matters to them"), blank=True, help_text=_("In their own words.")
    )
    notes = models.TextField(_("notes"), blank=True)
    created_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
    )
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    idempotency_key = models.CharField(
        _("idempotency key"), max_length=100, blank=True, editable=False
    )

    objects: ClassVar[PersonQuerySet] = PersonQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["family_name", "given_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kept_by", "kept_number"], name="person_number_once"
            ),
            models.UniqueConstraint(
                fields=["created_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="person_idempotency_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["family_name", "given_name"]),
            models.Index(fields=["birth_date"]),
        ]

    def __str__(self) -> str:
        # Names never reach logs or exception text by way of str().
        return self.number

    def get_absolute_url(self) -> str:
        """Return the address of the person's page."""
        return reverse("care:person", args=[self.pk])

    @property
    def number(self) -> str:
        """As said on the phone: P-2217."""
        return f"P-{self.kept_number:04d}"

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """For lists that strangers may glance at: "R. V."."""
        return " ".join(
            f"{name[0]}." for name in (self.given_name, self.family_name) if name
        )

    def age(self, on: date) -> int | None:
        """Full years on a day; None when the birth date is not known."""
        if self.birth_date is None:
            return None
        before = (on.month, on.day) < (self.birth_date.month, self.birth_date.day)
        return on.year - self.birth_date.year - before


class PersonPhone(models.Model):
    """A number that reaches a person, and what may be done with it."""

    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="phones",
        verbose_name=_("person"),
    )
    number = models.CharField(_("number"), max_length=40)
    dialled = models.CharField(
        _("as dialled"),
        max_length=20,
        blank=True,
        editable=False,
        help_text=_("E.164, such as +15595550157: one number is found in any shape."),
    )
    whose = models.CharField(
        _("whose phone"), max_length=100, blank=True, help_text=_("Empty: their own.")
    )
    may_leave_voicemail = models.BooleanField(
        _("voicemail is all right"), null=True, blank=True
    )
    may_text = models.BooleanField(_("texting is all right"), null=True, blank=True)
    safe_hours = models.CharField(_("safe hours"), max_length=255, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("phone of a person")
        verbose_name_plural = _("phones of people")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["dialled"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.position}"


class PersonSound(models.Model):
    """How a word of a person's name sounds, or two of them; see ``care.likeness``."""

    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        related_name="sounds",
        verbose_name=_("person"),
    )
    sound = models.CharField(_("sound"), max_length=80)

    class Meta:
        verbose_name = _("sound of a name")
        verbose_name_plural = _("sounds of names")
        constraints = [
            models.UniqueConstraint(
                fields=["sound", "person"], name="person_sound_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)
