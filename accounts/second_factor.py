"""Who must sign in with more than a password, and who does."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.models import User

# Recovery codes alone are a way back in, not a second factor.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_one(user: User) -> bool:
    """Whether an authenticator app or a passkey is set up."""
    found = Authenticator.objects.filter(user=user, type__in=FACTORS)
    return bool(found.exists())


def is_missing(user: User) -> bool:
    """Whether this person must set one up before seeing anything about people."""
    return settings.MFA_REQUIRED and not has_one(user) and user.sees_people()
