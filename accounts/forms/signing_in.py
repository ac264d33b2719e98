"""What people type to get an account, to sign in, and to change how they do."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.core import context
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.words import say


class LoginForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """Sign-in by e-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "login", _("E-mail"), autocomplete="username")
        say(self, "password", _("Password"), autocomplete="current-password")
        self.fields["password"].help_text = ""
        say(
            self,
            "remember",
            _("Keep me signed in for 12 hours"),
            hint=_("Not on a computer others use"),
        )


class SignupForm(allauth_forms.SignupForm):  # type: ignore[misc]
    """A new account; an invitation has written its address in already."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("E-mail"), autocomplete="username")
        say(
            self,
            "password1",
            _("Password"),
            hint=_("At least 8 characters, not only numbers, and not a common one."),
            autocomplete="new-password",
        )
        session = getattr(context.request, "session", {})
        if invited := session.get("account_verified_email"):
            self.fields["email"].initial = invited


class ResetPasswordForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """Where the link for a new password goes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("E-mail"), autocomplete="username")


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, after the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """A new password, knowing the old one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(
            self,
            "oldpassword",
            _("The password you use now"),
            autocomplete="current-password",
        )
        _say_new_password(self)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something about signing in changes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "password", _("Password"), autocomplete="current-password")


class AddEmailForm(allauth_forms.AddEmailForm):  # type: ignore[misc]
    """Another address to sign in with."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say(self, "email", _("New e-mail"), autocomplete="email")


def _say_new_password(form: forms.Form) -> None:
    say(
        form,
        "password1",
        _("New password"),
        hint=_("At least 8 characters, not only numbers, and not a common one."),
        autocomplete="new-password",
    )
    say(form, "password2", _("New password, again"), autocomplete="new-password")
