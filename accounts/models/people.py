"""People who sign in, and what they may do for which organization."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from directory.models import Organization


class UserManager(BaseUserManager["User"]):
    """Users are known by their e-mail address."""

    def create_user(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        """Make a user; without a password nobody can sign in as it."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        """Make a network admin who may open everything."""
        fields |= {"is_superuser": True, "network_role": User.NetworkRole.ADMIN}
        return self.create_user(email, password, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail."""

    class NetworkRole(models.TextChoices):
        """Roles that stand above single organizations."""

        NONE = "", _("None")
        STEWARD = "steward", _("Steward")
        ADMIN = "network_admin", _("Network admin")

    class Told(models.TextChoices):
        """When notices come by e-mail."""

        AT_ONCE = "at-once", _("At once")
        MORNING = "morning", _("Once a day, in the morning")
        ON_SITE = "on-site", _("No e-mail: I read them here")

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language"),
        max_length=5,
        blank=True,
        help_text=_("Empty: whatever the browser asks for."),
    )
    told = models.CharField(
        _("notices by e-mail"), max_length=10, choices=Told, default=Told.AT_ONCE
    )
    network_role = models.CharField(
        _("network role"), max_length=20, choices=NetworkRole, blank=True
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    # Part of what every session is sealed with: moving it ends them all.
    sessions_ended = models.PositiveIntegerField(
        _("times signed out everywhere"), default=0, editable=False
    )
    organizations = models.ManyToManyField(
        Organization,
        through="Membership",
        related_name="users",
        verbose_name=_("organizations"),
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["name", "email"]
        constraints = [
            models.CheckConstraint(
                name="user_email_in_small_letters", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="user_network_role_is_known",
                condition=Q(network_role__in=["", "steward", "network_admin"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def short_name(self) -> str:
        """First name and one letter, where the page has no room: Marisol T."""
        words = self.name.split()
        return f"{words[0]} {words[-1][0]}." if len(words) > 1 else str(self)

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens: network staff only."""
        return self.is_superuser or bool(self.network_role)

    @property
    def is_network_admin(self) -> bool:
        """Whether this person may act for the whole network."""
        return self.is_superuser or self.network_role == self.NetworkRole.ADMIN

    @property
    def is_steward(self) -> bool:
        """Whether this person keeps the directory true."""
        return self.is_network_admin or self.network_role == self.NetworkRole.STEWARD

    def sees_people(self) -> bool:
        """Whether any of this person's roles opens what is known about people."""
        return self.is_network_admin or self.memberships.exists()

    def roles_and_office(self) -> tuple[frozenset[str], str]:
        """Every role this person has, and the name of the office, if it is one."""
        held = self.memberships.values_list("role", "organization__name")
        offices = {name for _role, name in held}
        network = {"network_admin"} if self.is_superuser else {self.network_role}
        return (
            frozenset({role for role, _name in held} | network),
            offices.pop() if len(offices) == 1 else "",
        )

    def administers(self, organization: Organization) -> bool:
        """Whether this person decides who works for that organization here."""
        return (
            self.is_network_admin
            or self.memberships.filter(organization=organization).admins().exists()
        )

    def administered_organizations(self) -> models.QuerySet[Organization]:
        """Organizations for whose teams this person decides."""
        present = Organization.objects.present()
        if self.is_network_admin:
            return present
        ours = self.memberships.filter(role=Membership.Role.ADMIN)
        return present.filter(pk__in=ours.values("organization"))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own is made of the password alone; ours also ends when the person
        # signs out everywhere.
        return salted_hmac(
            "accounts.models.User.session",
            f"{self.password}:{self.sessions_ended}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Words for sets of memberships."""

    def admins(self) -> Self:
        """Memberships that decide who works for the organization here."""
        return self.filter(role=Membership.Role.ADMIN)

    def able(self) -> Self:
        """Memberships of people who may sign in."""
        return self.filter(user__is_active=True)


class Membership(models.Model):
    """What one user may do for one organization."""

    class Role(models.TextChoices):
        """Roles inside an organization."""

        COORDINATOR = "coordinator", _("Coordinator")
        RECEIVER = "receiver", _("Receiver")
        SUPERVISOR = "supervisor", _("Supervisor")
        ADMIN = "organization_admin", _("Organization admin")

    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("user"),
    )
    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(_("since"), default=timezone.now)

    objects: ClassVar[MembershipQuerySet] = MembershipQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["user__name", "user__email"]
        constraints = [
            models.CheckConstraint(
                name="membership_role_is_known",
                condition=Q(
                    role__in=[
                        "coordinator",
                        "receiver",
                        "supervisor",
                        "organization_admin",
                    ]
                ),
            ),
            models.UniqueConstraint(
                fields=["user", "organization"], name="membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Words for sets of invitations."""

    def unanswered(self) -> Self:
        """Neither accepted nor taken back; perhaps too old."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, at: datetime | None = None) -> Self:
        """Invitations that can be accepted at that moment."""
        return self.unanswered().filter(expires_at__gt=at or timezone.now())


class Invitation(models.Model):
    """A letter that lets one e-mail address work for one organization.

    The link's secret is in the letter alone; here is only its hash.
    """

    organization = models.ForeignKey(
        Organization,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("organization"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role)
    email = models.EmailField(_("e-mail address"))
    token_hash = models.CharField(
        _("hash of the link's secret"), max_length=64, unique=True, editable=False
    )
    invited_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="invitations_sent",
        verbose_name=_("invited by"),
    )
    invited_at = models.DateTimeField(_("invited"), default=timezone.now)
    expires_at = models.DateTimeField(_("open until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_accepted",
        verbose_name=_("accepted by"),
    )
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects: ClassVar[InvitationQuerySet] = InvitationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-invited_at"]
        constraints = [
            models.CheckConstraint(
                name="invitation_email_in_small_letters",
                condition=Q(email=Lower("email")),
            ),
            models.CheckConstraint(
                name="invitation_ends_one_way",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.organization_id}"

    def is_open(self, at: datetime | None = None) -> bool:
        """Whether it can be accepted at that moment."""
        return (
            self.accepted_at is None
            and self.revoked_at is None
            and self.expires_at > (at or timezone.now())
        )
