"""What a person agreed to share: with whom, what, why, and until when."""

import uuid
from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from directory.models import Organization


class Purpose(models.TextChoices):
    """Why data is shared."""

    REFERRAL = "referral", _("To arrange this help")
    COORDINATION = "coordination", _("To plan care together")


class DataClass(models.TextChoices):
    """What is shared, in the classes that the law keeps apart."""

    IDENTITY = "identity", _("Name and birth date")
    CONTACT = "contact", _("Phone and address")
    SOCIAL_NEED = "social-need", _("The need for help")
    HEALTH = "health", _("Health")
    BEHAVIORAL = "behavioral", _("Mental health")
    SUBSTANCE_USE = "substance-use", _("Substance use treatment")
    VICTIM_SERVICES = "victim-services", _("Safety from violence")
    HIV = "hiv", _("HIV")
    MINORS = "minors", _("Children")
    IMMIGRATION = "immigration", _("Immigration")


NAMED_RECIPIENT_ONLY = frozenset(
    {DataClass.SUBSTANCE_USE, DataClass.VICTIM_SERVICES, DataClass.HIV}
)
"""Classes that a consent for "the whole network" never opens (42 CFR Part 2)."""

WHOLE_RECORD = (DataClass.IDENTITY, DataClass.CONTACT, DataClass.SOCIAL_NEED)
"""Without these a record cannot be read as a whole."""


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Words for sets of consents."""

    def live(self, at: datetime) -> Self:
        """Consents in force at that moment: begun, not expired, not revoked."""
        return self.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
            valid_from__lte=at,
            expires_at__gt=at,
        )

    def for_purpose(self, purpose: str) -> Self:
        """Consents given for this purpose."""
        return self.filter(
            pk__in=ConsentPurpose.objects.filter(purpose=purpose).values("consent")
        )

    def including(self, data_classes: Collection[str]) -> Self:
        """Consents that open every one of these classes."""
        opened = self
        for data_class in data_classes:
            opened = opened.filter(
                pk__in=ConsentDataClass.objects.filter(data_class=data_class).values(
                    "consent"
                )
            )
        return opened

    def opening_whole_records(
        self, organizations: "models.QuerySet[Any, Any]", *, at: datetime
    ) -> Self:
        """Live consents that let one of these organizations read the whole person."""
        return (
            self.live(at)
            .for_purpose(Purpose.COORDINATION)
            .including(WHOLE_RECORD)
            .filter(
                Q(recipients__in=organizations)
                # "The whole network" means the agencies in it: somebody without an
                # organization reads nothing.
                | Q(models.Exists(organizations), covers_network=True)
            )
            # Whoever works for one office with which they stopped, reads nothing.
            .exclude(
                pk__in=ConsentStop.objects.filter(
                    organization__in=organizations
                ).values("consent")
            )
        )


class Consent(models.Model):
    """One signed (or spoken) agreement; revoked, never edited or deleted."""

    class Authority(models.TextChoices):
        """By what right the signer signs."""

        SELF = "self", _("The person")
        GUARDIAN = "guardian", _("Guardian")
        POWER_OF_ATTORNEY = "power-of-attorney", _("Power of attorney")
        PARENT = "parent", _("Parent")
        REPRESENTATIVE = "representative", _("Authorized representative")

    class Method(models.TextChoices):
        """How agreement was given."""

        SIGNATURE = "e-signature", _("Signed on screen")
        PAPER = "paper", _("Signed on paper")
        VERBAL = "verbal-attested", _("Said aloud, with a witness")
        OWN_REQUEST = "own-request", _("Given by themselves, online")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        "care.Person",
        on_delete=models.PROTECT,
        related_name="consents",
        verbose_name=_("person"),
    )
    signer_name = models.CharField(_("signed by"), max_length=150, blank=True)
    signer_authority = models.CharField(
        _("by what right"), max_length=20, choices=Authority, default=Authority.SELF
    )
    method = models.CharField(
        _("how it was given"), max_length=20, choices=Method, default=Method.PAPER
    )
    discloser = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="consents_to_disclose",
        verbose_name=_("may be shared by"),
    )
    recipients = models.ManyToManyField(
        Organization,
        related_name="consents_to_receive",
        blank=True,
        verbose_name=_("may be shared with"),
    )
    covers_network = models.BooleanField(
        _("every organization of the network"), default=False
    )
    valid_from = models.DateTimeField(_("from"), default=timezone.now)
    expires_at = models.DateTimeField(_("until"))
    language = models.CharField(_("read in"), max_length=8, default="en")
    text_version = models.CharField(_("version of the text"), max_length=40, blank=True)
    witness = models.CharField(_("witness"), max_length=150, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written down by"),
    )
    recorded_at = models.DateTimeField(_("written down"), default=timezone.now)
    revoked_at = models.DateTimeField(_("stopped"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stop written down by"),
    )
    revoked_how = models.CharField(_("how it was stopped"), max_length=255, blank=True)
    idempotency_key = models.CharField(
        _("idempotency key"), max_length=100, blank=True, editable=False
    )

    objects: ClassVar[ConsentQuerySet] = ConsentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-valid_from"]
        constraints = [
            models.CheckConstraint(
                name="consent_ends_after_it_begins",
                condition=Q(expires_at__gt=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["person", "recorded_by", "idempotency_key"],
                condition=~Q(idempotency_key=""),
                name="consent_idempotency_key_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_live(self, at: datetime) -> bool:
        """Whether it is in force: begun, not expired, not revoked."""
        revoked = self.revoked_at is not None and self.revoked_at <= at
        return self.valid_from <= at < self.expires_at and not revoked

    def opens_to(self, recipient: uuid.UUID, data_classes: Collection[str]) -> bool:
        """Whether this organization is among those with whom these are shared.

        Recipients and stops are to be fetched before: of many consents, all at once.
        """
        if any(stop.organization_id == recipient for stop in self.stops.all()):
            return False
        if any(named.pk == recipient for named in self.recipients.all()):
            return True
        return self.covers_network and NAMED_RECIPIENT_ONLY.isdisjoint(data_classes)


class ConsentStop(models.Model):
    """One organization with which the person stopped sharing, the others kept."""

    consent = models.ForeignKey(
        Consent,
        on_delete=models.PROTECT,
        related_name="stops",
        verbose_name=_("consent"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("no longer shared with"),
    )
    at = models.DateTimeField(_("stopped"), default=timezone.now)
    by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stop written down by"),
        help_text=_("Empty: the person did it themselves."),
    )
    how = models.CharField(_("how it was stopped"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("receiver for whom a consent stopped")
        verbose_name_plural = _("receivers for whom consents stopped")
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "organization"], name="consent_stop_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consent_id} {self.organization_id}"


class ConsentPurpose(models.Model):
    """One purpose of a consent."""

    consent = models.ForeignKey(
        Consent,
        on_delete=models.CASCADE,
        related_name="purposes",
        verbose_name=_("consent"),
    )
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose)

    class Meta:
        verbose_name = _("purpose of a consent")
        verbose_name_plural = _("purposes of consents")
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "purpose"], name="consent_purpose_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_purpose_display()


class ConsentDataClass(models.Model):
    """One class of data that a consent opens."""

    consent = models.ForeignKey(
        Consent,
        on_delete=models.CASCADE,
        related_name="data_classes",
        verbose_name=_("consent"),
    )
    data_class = models.CharField(_("what is shared"), max_length=20, choices=DataClass)

    class Meta:
        verbose_name = _("what a consent shares")
        verbose_name_plural = _("what consents share")
        constraints = [
            models.UniqueConstraint(
                fields=["consent", "data_class"], name="consent_data_class_once"
            )
        ]

    def __str__(self) -> str:
        return self.get_data_class_display()
