"""What people type or hold for the second step."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as second_step_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.words import say


class SecondStepForm(second_step_forms.AuthenticateForm):  # type: ignore[misc]
    """What an app shows, or one of the codes for a lost phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("Numbers or code"), autocomplete="one-time-code")


class SecondStepAgainForm(second_step_forms.ReauthenticateForm):  # type: ignore[misc]
    """The same, before something about signing in changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("Numbers or code"), autocomplete="one-time-code")


class SetUpAppForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first numbers of a new app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "code", _("The six numbers"), autocomplete="one-time-code")


class ReadsPasskeys:
    """Refuses what no browser sends: allauth reads it without a doubt."""

    def clean(self) -> Any:
        """Check the passkey of a form that adds one."""
        with _refusing_what_cannot_be_read():
            return super().clean()  # type: ignore[misc]

    def clean_credential(self) -> Any:
        """Check the passkey of a form that signs somebody in."""
        with _refusing_what_cannot_be_read():
            read = getattr(super(), "clean_credential", None)
            return read() if read else self.cleaned_data["credential"]  # type: ignore[attr-defined]


@contextmanager
def _refusing_what_cannot_be_read() -> Iterator[None]:
    try:
        yield
    except (AttributeError, LookupError, TypeError, ValueError) as unread:
        raise get_adapter().validation_error("incorrect_code") from unread


class AddPasskeyForm(ReadsPasskeys, passkey_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey's name, and whether it is enough by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", _("Its name"), autocomplete="off")
        say(
            self,
            "passwordless",
            _("Sign in with it alone, without a password"),
            hint=_(
                "It then asks for your fingerprint, your face or a PIN. "
                "An older security key may not be able to."
            ),
        )
        # What people expect of a passkey, and what nearly all can do.
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(passkey_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "name", _("Its name"), autocomplete="off")


class PasskeySignInForm(ReadsPasskeys, passkey_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey in place of e-mail and password."""


class PasskeyStepForm(ReadsPasskeys, passkey_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class PasskeyAgainForm(ReadsPasskeys, passkey_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey, before something about signing in changes."""
