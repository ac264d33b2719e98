"""Which tables of the admin a network role opens."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from accounts.models import User

# Stewards take out what hangs on a listing; the listing itself they hide, so that
# referrals and history keep what they point to.
KEPT = {
    "importrun",
    "location",
    "metadata",
    "organization",
    "service",
    "taxonomy",
    "taxonomyterm",
    "verification",
}
# The words of the lexicon are switched off, and what was asked in vain only looked at.
WORDS = {
    "search.view_lexiconentry",
    "search.add_lexiconentry",
    "search.change_lexiconentry",
    "search.view_unansweredsearch",
}
ADMIN_MAY = {
    "accounts.view_user",
    "accounts.change_user",
    "accounts.view_membership",
    "accounts.add_membership",
    "accounts.change_membership",
    "accounts.delete_membership",
    "accounts.view_invitation",
    "accounts.view_notice",
}


class NetworkRoleBackend(BaseBackend):
    """Gives stewards the directory and its words; network admins also the users."""

    def has_perm(
        self,
        user_obj: "User | AnonymousUser",
        perm: str,
        obj: Model | None = None,
    ) -> bool:
        """Whether the role alone grants this."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        if user_obj.is_network_admin and perm in ADMIN_MAY:
            return True
        return user_obj.is_steward and _is_stewards(perm)

    def has_module_perms(
        self, user_obj: "User | AnonymousUser", app_label: str
    ) -> bool:
        """Whether the role opens anything of that package."""
        if not isinstance(user_obj, User) or not user_obj.is_active:
            return False
        return (app_label in {"directory", "search"} and user_obj.is_steward) or (
            app_label == "accounts" and user_obj.is_network_admin
        )


def _is_stewards(perm: str) -> bool:
    if perm in WORDS:
        return True
    package, _dot, right = perm.partition(".")
    verb, _line, model = right.partition("_")
    return package == "directory" and not (verb == "delete" and model in KEPT)
