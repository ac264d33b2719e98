"""What a place has for people with disabilities, read from the words of listings."""

import re
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Access(TextChoices):
    """What people ask for before they set out."""

    STEP_FREE = "step-free", _("Step-free door")
    ELEVATOR = "elevator", _("Elevator")
    RESTROOM = "restroom", _("Wheelchair restroom")
    PARKING = "parking", _("Disabled parking")
    VAN = "van", _("Wheelchair van")
    HEARING = "hearing", _("Help with hearing")
    VISION = "vision", _("Help with seeing")


_PATTERNS = {
    Access.STEP_FREE: r"""
        \b(wheelchairs?|handicap(ped)?|ada|disab(led|ility))[ _-]?\s*
          (accessible|access|compliant|friendly|entr(y|ance))\b
        | \baccess(ible)?\s+(for|to|by)\s+(people\s+(with|in|using)\s+)?
          (wheelchairs?|disabilit|the\s+disabled)
        | \b(fully\s+)?accessible\s+(entr|building|facility|site|by\s+wheelchair)
        | ^\s*(fully\s+)?(wheelchairs?|accessible|ada|level|step[- ]free)\s*$
        | \bstep[- ]?free\b(?!\s+(apartment|bedroom))
        | \bno\s+steps?\b | \bsin\s+escalones\b
        | \blevel\s+(entry|entrance|door|throughout|from|access) | ^\s*level\b
        | (?<!curb\s)\bramps?\b | \brampas?\b | \bground[- ]floor\b | \bplanta\s+baja\b
        | \bsilla\s+de\s+ruedas\b | \bautomatic\s+doors?\b
    """,
    Access.ELEVATOR: r"\belevators?\b | \belevador(es)?\b | \bascensor(es)?\b",
    Access.RESTROOM: r"""
        \b(accessible|wheelchair|ada|handicap(ped)?|adult)\s+(rest|bath|changing\s+)room
        | ^\s*(accessible\s+)?(rest|bath)rooms?\s*$
        | \b(rest|bath)rooms?\b[^.;]*\b(grab\s+bars?|accessible|wheelchair)
        | \bwide\s+(rest|bath)room | \broll[- ]in\s+shower
        | \bbaños?\s+(accesibles?|para\s+silla)
    """,
    Access.PARKING: r"""
        \b(disabled|handicap(ped)?|accessible|ada)[ _-](\w+\s+)?parking\b
        | \bparking\s+(for|spaces?\s+for)\s+(vans|(people\s+with\s+)?disab)
        | \bestacionamiento\s+(accesible|para\s+(personas\s+con\s+)?discapaci)
    """,
    Access.VAN: r"""
        \bwheelchair[ _-]?\s*(accessible\s+)?(vans?|vehicles?|bus(es)?|taxis?|lifts?)\b
        | \b(lift|ramp)[- ]?(equipped)?\s+(vans?|vehicles?|bus(es)?)\b(?!\s+may)
        | \baccessible\s+(\w+\s+)?(vans?|vehicles?|bus(es)?|taxis?)\b
        | \bparatransit\b | \b(vans?|camionetas?)\s+(con|with)\s+(a\s+)?(rampa|lift)
    """,
    Access.HEARING: r"""
        \b(hearing|induction|listening)\s+(loops?|devices?|systems?)
        | \bloop\b | \btt[yd]\b | \btdd\b | \bvideo\s+(relay|phone)
        | \b(deaf|sign)[ _-](language|interpret) | \basl\b
        | \binterpreters?\s+for\s+the\s+deaf
        | \bflashing\s+(door\s+)?(lights?|alarms?)
        | \blengua(je)?\s+de\s+señas\b
    """,
    Access.VISION: r"""
        braille\b | \blarge[- ]print\b | \btalking\s+(signs?|maps?|books?)
        | \bscreen\s+readers?\b | \bletra\s+grande\b | \baudio\s+description
    """,
}
_READS = {
    access: re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for access, pattern in _PATTERNS.items()
}
# Each part of a description is read alone: "elevator; no ramp" has one and not the
# other.
_PARTS = re.compile(r"[;.\n|,]|\bbut\b|\bpero\b", re.IGNORECASE)
_NOT = re.compile(
    r"\b(no|not|non|without|lacks?|isn'?t|aren'?t|never|sin)[\s-]"
    r"(?!steps?\b|escalones\b)"
    r"|\b(being|under)\s+repair|\bout\s+of\s+(order|service)",
    re.IGNORECASE,
)


def from_words(texts: Iterable[str]) -> frozenset[Access]:
    """Return what descriptions name, in English or Spanish, as there.

    What a part of them says is missing or broken is not there.
    """
    return frozenset(
        access
        for text in texts
        for part in _PARTS.split(text)
        if not _NOT.search(part)
        for access, reads in _READS.items()
        if reads.search(part)
    )
