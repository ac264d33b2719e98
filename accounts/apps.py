"""How Django knows this package."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Who signs in: users, memberships and roles, invitations."""

    name = "accounts"
    verbose_name = _("Accounts")
