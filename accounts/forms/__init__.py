"""What people type about their accounts, and whether it has the right shape."""

from accounts.forms.people import (
    InvitationForm,
    ProfileForm,
    RoleForm,
)
from accounts.forms.second_step import (
    AddPasskeyForm,
    PasskeyAgainForm,
    PasskeySignInForm,
    PasskeyStepForm,
    RenamePasskeyForm,
    SecondStepAgainForm,
    SecondStepForm,
    SetUpAppForm,
)
from accounts.forms.signing_in import (
    AddEmailForm,
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SignupForm,
)

__all__ = [
    "AddEmailForm",
    "AddPasskeyForm",
    "ChangePasswordForm",
    "InvitationForm",
    "LoginForm",
    "PasskeyAgainForm",
    "PasskeySignInForm",
    "PasskeyStepForm",
    "ProfileForm",
    "ReauthenticateForm",
    "RenamePasskeyForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "RoleForm",
    "SecondStepAgainForm",
    "SecondStepForm",
    "SetUpAppForm",
    "SignupForm",
]
