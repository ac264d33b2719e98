"""What a public page asks about a service."""

from django import template

from directory.models import Service
from referrals import own_requests

register = template.Library()


@register.filter
def may_be_asked(service: Service) -> bool:
    """Whether a family may ask it for help itself, in writing."""
    return own_requests.is_open_for(service)
