"""What the sign-in page offers in the demo."""

from dataclasses import dataclass

from django import template
from django.conf import settings

from accounts import demo, navigation
from accounts.models import User

register = template.Library()


@dataclass(frozen=True, slots=True)
class Offer:
    """One press: who it is, what they do, where they land."""

    part: demo.Part
    name: str
    lands: str


@register.simple_tag
def demo_sign_ins() -> list[Offer]:
    """The demo's people that are really there; none outside the demo."""
    if not settings.DEMO:
        return []
    emails = [part.email for part in demo.PARTS]
    there = {user.email: user for user in User.objects.filter(email__in=emails)}
    return [
        Offer(
            part=part,
            name=str(there[part.email]),
            lands=_landing(there[part.email]),
        )
        for part in demo.PARTS
        if part.email in there
    ]


@register.simple_tag
def demo_password() -> str:
    """The demo's one password, which is no secret."""
    return demo.PASSWORD


@register.simple_tag
def has_mailbox() -> bool:
    """Whether e-mails can be read on this site."""
    return bool(settings.DEBUG or settings.DEMO)


def _landing(user: User) -> str:
    roles, _office = user.roles_and_office()
    return str(navigation.beginning(roles).label)
