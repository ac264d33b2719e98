"""Small words that every template uses: icons, phones, miles."""

import re
from functools import cache, lru_cache

import phonenumbers
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()

SYMBOL = re.compile(r'<symbol id="i-([\w-]+)" viewBox="0 0 24 24">(.*?)</symbol>')


@cache
def drawings() -> dict[str, str]:
    """Every icon's lines by its name, from the one file that holds them."""
    sheet = settings.BASE_DIR / "static" / "img" / "icons.svg"
    return dict(SYMBOL.findall(sheet.read_text()))


@register.simple_tag
@cache
def icon(name: str, *, size: str = "") -> SafeString:
    """Draw an icon; it says nothing to a reader, so a word stands beside it.

    Raises:
        KeyError: there is no such icon.
    """
    # Our own file, checked in: its lines are safe as they are.
    lines = mark_safe(drawings()[name])  # noqa: S308
    return format_html(
        '<svg class="icon"{} viewBox="0 0 24 24" aria-hidden="true">{}</svg>',
        format_html(' data-size="{}"', size) if size else "",
        lines,
    )


@lru_cache(maxsize=4096)
def _parsed(number: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(number, "US")
    except phonenumbers.NumberParseException:
        return None


@register.filter
def phone(number: str) -> str:
    """A number as people here write it; what cannot be read stays as it came."""
    parsed = _parsed(number)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


@register.filter
def tel(number: str) -> str:
    """The address behind a number: ``tel:+15595550111``."""
    parsed = _parsed(number)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return "tel:" + re.sub(r"[^\d+*#]", "", number)
    return "tel:" + phonenumbers.format_number(
        parsed, phonenumbers.PhoneNumberFormat.E164
    )


@register.filter
def miles(distance: float) -> str:
    """A distance in miles, as fine as it matters: 2.9, 18."""
    figure = f"{distance:.1f}" if distance < 10 else f"{distance:.0f}"
    return _("%(miles)s mi") % {"miles": figure}


@register.simple_tag
def help_line() -> dict[str, str]:
    """Whom to call, for the one page that may ask nobody but the settings."""
    return settings.NETWORK
