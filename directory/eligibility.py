"""Who a service is for, read from the words of listings."""

import re
from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Eligibility(TextChoices):
    """Groups of people that services are made for."""

    OLDER = "older", _("Older people")
    CHILDREN = "children", _("Children")
    YOUTH = "youth", _("Teenagers and young people")
    PARENTS = "parents", _("Pregnant people and parents")
    CAREGIVERS = "caregivers", _("Family caregivers")
    DISABILITY = "disability", _("People with disabilities")
    VETERANS = "veterans", _("Veterans")
    WOMEN = "women", _("Women and girls")
    HOMELESS = "homeless", _("People without a home")
    LOW_INCOME = "low-income", _("People with low income")
    UNINSURED = "uninsured", _("People without insurance")
    SURVIVORS = "survivors", _("Survivors of violence")
    IMMIGRANTS = "immigrants", _("Immigrants and refugees")
    FARMWORKERS = "farmworkers", _("Farmworkers")
    REENTRY = "reentry", _("People who were in prison")
    LGBTQ = "lgbtq", _("LGBTQ people")
    NATIVE = "native", _("Native Americans")


# The youngest age of services that are for older people, in years: from the Older
# Americans Act's 60, down to what senior housing and clubs take (55).
OLDER_FROM = 55
# The oldest age of services that are for children, and for young people.
CHILDREN_TO = 12
YOUTH_TO = 25

_PATTERNS = {
    Eligibility.OLDER: r"""
        \b(5[5-9]|6\d|70)\s*(\+|(years?(\s+(of\s+age|old))?\s+)?((and|or|&)\s+)?
          (older|over|above|up)\b|y\s+más|años)
        | \b(age[ds]?|over|older\s+than|mayores\s+de)\s+(5[5-9]|6\d|70)\b
        | \bseniors?\b(?!\s+(high|year|class)) | \belder(s|ly)?\b
        | \bolder\s+(adults?|people|persons?|americans?)\b
        | \b(tercera\s+edad|adultos?\s+mayor(es)?|ancian[oa]s?|personas\s+mayores)\b
    """,
    Eligibility.CHILDREN: r"""
        \bchild(ren)?\b(?!\s+(born|support|care\s+workers?)) | \bkids?\b | \binfants?\b
        | \btoddlers?\b | \bbab(y|ies)\b | \bniñ[oa]s?\b | \bpre-?school
    """,
    Eligibility.YOUTH: r"""
        \byouths?\b | \bteen(s|agers?)?\b | \badolescen\w+ | \bj[oó]ven(es)?\b
        | \byoung\s+(adults?|people)\b
    """,
    Eligibility.PARENTS: r"""
        \bpregnan\w+ | \bexpect(ant|ing)\b | \bpost-?partum\b | \bembaraz\w+
        | \bparent(s|ing)?\b | \bmothers?\b | \bfathers?\b
    """,
    Eligibility.CAREGIVERS: r"""
        \b(family\s+)?care-?(givers?|takers?|partners?)\b | \bfamily\s+carers?\b
        | \bfamilies\s+caring\s+for\b | \bcuidador(a|es|as)?\b
        | \bgrandparents\s+raising\b
    """,
    Eligibility.DISABILITY: r"""
        \bdisab(led|ilit\w+)\b | \bhandicapp?ed\b | \bspecial\s+needs\b
        | \b(blind|deaf)\b | \bvisual(ly)?\s+impair | \bhearing\s+impair
        | \bdiscapaci\w+ | \bdependent\s+adults?\b | \bautis\w+
    """,
    Eligibility.VETERANS: r"""
        \bveteran(s|'s|os|as)?\b | \bmilitary\b | \bservice\s*members?\b
        | \bactive\s+duty\b
    """,
    Eligibility.WOMEN: r"\bwom[ae]n\b | \bfemales?\b | \bmujer(es)?\b | \bgirls\b",
    Eligibility.HOMELESS: r"""
        \bhomeless\w*\b | \bunhoused\b | \bunsheltered\b | \b(sin|no)\s+hogar\b
        | \bwithout\s+a\s+(home|house|place\s+to\s+live)\b | \bleaving\s+a\s+shelter\b
    """,
    Eligibility.LOW_INCOME: r"""
        \blow(er)?[- ]?(to[- ]moderate[- ])?income\b | \blittle\s+money\b
        | \bincome\s+(under|below|less|at\s+or|limits?|eligib) | \bpoverty\b
        | \bindigent\b | \bmeans[- ]tested\b | \b(bajos\s+(ingresos|recursos)
        | ingresos?\s+bajos?)\b | \bof\s+low\s+income\b
    """,
    Eligibility.UNINSURED: r"""
        \bun-?insured\b | \bunder-?insured\b
        | \b(without|no)\s+(health\s+|medical\s+)?insurance\b | \bsin\s+seguro\b
    """,
    Eligibility.SURVIVORS: r"""
        \b(victims?|survivors?|sobrevivientes?|v[ií]ctimas?)\b
        | \b(domestic|dating|intimate\s+partner|sexual)\s+(violence|abuse|assault)\b
        | \bviolencia\b | \babused\b | \bbattered\b | \btrafficking\b
    """,
    Eligibility.IMMIGRANTS: r"""
        \bimmigra\w+ | \binmigrantes?\b | \brefugees?\b | \brefugiad\w+ | \basyl\w+
        | \bundocumented\b | \bgreen[- ]card\b | \bnewcomers?\b | \bsin\s+papeles\b
    """,
    Eligibility.FARMWORKERS: r"""
        \bfarm\s*-?workers?\b | \bfarm\s+and\s+packing\s+workers?\b
        | \b(migrant|seasonal|agricultural)\s+(farm\s*)?workers?\b
        | \btrabajador(es)?\s+(agr[ií]colas?|del\s+campo)\b | \bcampesin[oa]s?\b
    """,
    Eligibility.REENTRY: r"""
        \b(formerly|previously|recently)\s+incarcerat\w+
        | \bex-?(offenders?|felons?)\b | \breturning\s+citizens?\b | \bre-?entry\b
        | \bon\s+(parole|probation)\b | \bjustice[- ]involved\b
        | \b(leaving|released\s+from|out\s+of)\s+(prison|jail)\b
    """,
    Eligibility.LGBTQ: r"""
        \blgb\w*\+? | \btransgender\b | \bgay\b | \blesbians?\b | \bqueer\b
    """,
    Eligibility.NATIVE: r"""
        \bnative\s+americans?\b | \bamerican\s+indians?\b | \balaskan?\s+natives?\b
        | \btribal\b | \btribes?\b | \bindigenous\b
    """,
}
_READS = {
    group: re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for group, pattern in _PATTERNS.items()
}
# What does not matter names nobody: "with or without insurance", "men and women".
_NO_MATTER = re.compile(
    r"\b(with\s+(or|and)\s+without|con\s+o\s+sin|regardless\s+of|need\s+not"
    r"|not\s+(only|just|limited\s+to)|without\s+regard\s+to)\b[^,.;]*"
    r"|\b(wo)?men(\s+and\s+|\s*,\s*|\s*&\s*)(wo)?men\b|\b(in)?sured\s+and\s+un-?insured\b"
    r"|\b(no|not)\s+(\w+\s+)?(sex\s+)?offenders\b",
    re.IGNORECASE,
)


def of(
    description: str, terms: Iterable[str], ages: tuple[int | None, int | None]
) -> frozenset[Eligibility]:
    """Return the groups that a service is for; none: it says of no group.

    From what it says of who it is for, from the names of its taxonomy terms, and from
    the youngest and the oldest age that it takes, in years.
    """
    return from_words(description) | _named(terms) | _from_ages(*ages)


def from_words(text: str) -> frozenset[Eligibility]:
    """Return the groups that a description of eligibility names, EN or ES."""
    said = _NO_MATTER.sub(" ", text)
    return frozenset(group for group, reads in _READS.items() if reads.search(said))


def _named(terms: Iterable[str]) -> frozenset[Eligibility]:
    """Read terms that are the name of a group, as taxonomies of situations have."""
    return frozenset(
        group
        for term in terms
        for group, reads in _READS.items()
        if (found := reads.search(term)) and len(found[0]) * 2 > len(term.strip())
    )


def _from_ages(youngest: int | None, oldest: int | None) -> frozenset[Eligibility]:
    found = set()
    if youngest is not None and youngest >= OLDER_FROM:
        found.add(Eligibility.OLDER)
    if oldest is not None and oldest <= CHILDREN_TO:
        found.add(Eligibility.CHILDREN)
    elif oldest is not None and oldest <= YOUTH_TO:
        found.add(Eligibility.YOUTH)
    return frozenset(found)
