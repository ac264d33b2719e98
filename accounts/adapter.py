"""Where allauth asks us: words, who a new user is, where a day begins."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts import navigation
from accounts.models import User

WAYS = {
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use your app or a code"),
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Our words and ways for allauth's pages."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Ask the admin of your office."),
        "duplicate_email": _("This is your address already."),
        "email_password_mismatch": _(
            "That e-mail and password do not fit together. Try again, or press "
            "“I forgot my password”."
        ),
        "email_taken": _("Somebody has an account with this address already."),
        "enter_current_password": _("Type the password you use now."),
        "incorrect_password": _("That is not your password."),
        "invalid_password_reset": _("This link was used already, or is too old."),
        "rate_limited": _("That was a lot at once. Wait a minute, then try again."),
        "too_many_login_attempts": _(
            "Too many wrong tries. Wait five minutes, or reset your password."
        ),
    }

    def save_user(
        self,
        request: HttpRequest,
        user: User,
        form: Any,
        commit: bool = True,  # noqa: FBT001, FBT002 - allauth's signature
    ) -> User:
        """Keep the name as well, and the language of the page."""
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or ""
        saved: User = super().save_user(request, user, form, commit=commit)
        return saved

    def send_mail(
        self, template_prefix: str, email: str, context: dict[str, Any]
    ) -> None:
        """Write in the language of who reads it: a stranger may have asked for it."""
        reader = User.objects.filter(email__iexact=email).first()
        language = reader.language if reader else ""
        with translation.override(language or get_language()):
            super().send_mail(template_prefix, email, context)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to show who it is, called as our pages call them."""
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS[way["id"]]} for way in ways]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Return where this person's day begins."""
        user = request.user
        if not isinstance(user, User):
            return resolve_url("search:home")
        roles, _office = user.roles_and_office()
        return navigation.beginning(roles).url() or resolve_url("search:home")


class SecondStepAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our words for the second step."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _("Set up an app or a passkey first."),
        "incorrect_code": _(
            "That did not fit. Numbers from an app change every half minute, and each "
            "code works once. Try again."
        ),
        "unverified_email": _("First confirm your e-mail address."),
    }

    def generate_authenticator_name(
        self,
        user: User,
        type: Authenticator.Type,  # noqa: A002 - allauth's signature
    ) -> str:
        """Return a name for a passkey that its owner gave none."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return what a browser calls us when it asks for the passkey."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Waypost"}
