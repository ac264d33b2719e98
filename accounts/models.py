"""People who sign in, what they may do for which organization."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.utils import timezone
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

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    network_role = models.CharField(
        _("network role"), max_length=20, choices=NetworkRole, blank=True
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    organizations = models.ManyToManyField(
        Organization, through="Membership", related_name="users"
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Whether the admin opens: network staff only."""
        return self.is_superuser or bool(self.network_role)

    @property
    def is_network_admin(self) -> bool:
        """Whether this person may act for the whole network."""
        return self.is_superuser or self.network_role == self.NetworkRole.ADMIN


class Membership(models.Model):
    """What one user may do for one organization."""

    class Role(models.TextChoices):
        """Roles inside an organization."""

        COORDINATOR = "coordinator", _("Coordinator")
        RECEIVER = "receiver", _("Receiver")
        SUPERVISOR = "supervisor", _("Supervisor")
        ADMIN = "organization_admin", _("Organization admin")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization"], name="membership_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organization_id}"
