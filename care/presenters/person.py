"""One person's page: what is known, what was agreed, what is being done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Membership, User
from care import codes, panels, words
from care.models import KEEPS_PEOPLE, AccessEntry, FamilyCode, Person
from care.presenters.agreements import Agreement, agreement_of, consents_of
from care.presenters.duties import Duty, duties_of
from care.presenters.looks import looks_at
from care.presenters.needs import NeedRow, need_row, needs_of
from care.presenters.people import age_words, language_words
from care.presenters.reach import Call, Fact, call_of, reach_of
from care.presenters.story import Day, by_day, story_of

STORY_AT_MOST = 40
"""How much of the story a page shows: the newest."""
NAMED_AT_MOST = 3
"""How many needs the opening sentence names: the most urgent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """The page, for one viewer."""

    person: Person
    is_ours: bool
    facts: str
    language: str
    calls: tuple[Call, ...]
    reach: tuple[Fact, ...]
    is_contact_forbidden: bool
    duties: tuple[Duty, ...]
    needs: tuple[NeedRow, ...]
    waiting: int
    agreements: tuple[Agreement, ...]
    live: Agreement | None
    """What was agreed last and is in force."""
    story: tuple[Day, ...]
    is_story_cut: bool
    looks: tuple[AccessEntry, ...]
    code: FamilyCode | None
    """The code by which the family follows it, where one works."""


def keeps(person: Person, user: User) -> bool:
    """Whether the viewer writes for the office that keeps this person."""
    if user.is_network_admin:
        return True
    return Membership.objects.filter(
        user_id=user.pk, organization=person.kept_by_id, role__in=KEEPS_PEOPLE
    ).exists()


def person_page(person: Person, user: User, *, at: datetime) -> PersonPage:
    """Gather the page, with the same number of queries however much is known.

    Offices that read by consent get what the consent opens: everyday needs, never
    our notes, private kinds of help, other agreements or the access log.
    """
    is_ours = keeps(person, user)
    panel = panels.read(person, user, at)
    needs = needs_of(person, is_ours=is_ours)
    consents = consents_of(person, user, is_ours=is_ours, at=at)
    agreements = tuple(agreement_of(one, at, is_ours=is_ours) for one in consents)
    shown = {need.pk for need in needs}
    tries = [one for one in panel.tries if one.need_id in shown]
    rows = tuple(need_row(need, tries, is_ours=is_ours) for need in needs)
    story = story_of(person, needs, consents, panel.story)
    live = next((one for one in agreements if one.consent.is_live(at)), None)
    return PersonPage(
        person=person,
        is_ours=is_ours,
        facts=_facts(person, timezone.localtime(at).date()),
        language=language_words(person),
        calls=tuple(call_of(phone) for phone in person.phones.all()),
        reach=tuple(reach_of(person)),
        is_contact_forbidden=person.contact_rule == Person.ContactRule.PROHIBITED,
        duties=tuple(duties_of(person, rows, live, at)) if is_ours else (),
        needs=rows,
        waiting=sum(row.is_waiting for row in rows),
        agreements=agreements,
        live=live,
        story=tuple(by_day(story[:STORY_AT_MOST])),
        is_story_cut=len(story) > STORY_AT_MOST,
        looks=tuple(looks_at(person, panel.doors)) if is_ours else (),
        code=codes.in_use(person, at=at) if is_ours else None,
    )


def _facts(person: Person, today: date) -> str:
    born = (
        _("%(age)s, born %(day)s")
        % {
            "age": age_words(person, today),
            "day": words.full_day(person.birth_date),
        }
        if person.birth_date
        else _("Age not known")
    )
    place = ", ".join(
        part for part in (person.address, person.town, person.postal_code) if part
    )
    payers = words.payer_names(person.payers)
    return " · ".join(part for part in (born, place, payers) if part)


def brief(page: PersonPage) -> str:
    """One sentence on where this person's needs stand."""
    if not page.needs:
        return _("No need is written down yet.")
    nobody = [row.name for row in page.needs if row.is_waiting and not row.hops]
    counted = ngettext(
        "%(count)d need waits.", "%(count)d needs wait.", page.waiting
    ) % {"count": page.waiting}
    if not page.waiting:
        return _("Every need written down here has been settled.")
    if not nobody:
        asked = _("Somebody was asked about each.")
        return f"{counted} {asked}"
    return f"{counted} {_nobody_yet(nobody)}"


def _nobody_yet(names: Sequence[str]) -> str:
    """Name the first needs that nobody was asked about, and count the rest."""
    named = ", ".join(names[:NAMED_AT_MOST])
    more = len(names) - NAMED_AT_MOST
    if more <= 0:
        return _("Nobody yet: %(needs)s.") % {"needs": named}
    return ngettext(
        "Nobody yet: %(needs)s and %(count)d more.",
        "Nobody yet: %(needs)s and %(count)d more.",
        more,
    ) % {"needs": named, "count": more}
