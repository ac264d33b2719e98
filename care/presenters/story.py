"""What happened to a person so far, day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from care import words
from care.models import Consent, Need, Person
from care.panels import Happening
from directory.presenters import term_name


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on one day, the newest first."""

    name: str
    happenings: tuple[Happening, ...]


def story_of(
    person: Person,
    needs: Iterable[Need],
    consents: Iterable[Consent],
    more: Iterable[Happening],
) -> list[Happening]:
    """All that happened, with what the packages above add; the newest first."""
    happened = [
        *more,
        *(one for need in needs for one in _of_need(need)),
        *(one for consent in consents for one in _of_consent(consent)),
        Happening(
            at=person.created_at,
            icon="pencil",
            who=str(person.created_by or person.kept_by.name),
            words=_("Written down here for the first time."),
        ),
    ]
    return sorted(happened, key=lambda one: one.at, reverse=True)


def _of_need(need: Need) -> Iterable[Happening]:
    name = {"need": term_name(need.category)}
    yield Happening(
        at=need.opened_at,
        icon="plus",
        who=str(need.opened_by or ""),
        words=_("Need written down: %(need)s.") % name,
    )
    if need.closed_at is not None:
        met = need.status == Need.Status.MET
        said = _("Need met: %(need)s.") if met else _("No longer wanted: %(need)s.")
        yield Happening(
            at=need.closed_at,
            icon="check" if met else "cross",
            who="",
            words=said % name,
        )


def _of_consent(consent: Consent) -> Iterable[Happening]:
    until = {"day": words.full_day(consent.expires_at)}
    yield Happening(
        at=consent.valid_from,
        icon="consent",
        who=str(consent.recorded_by or ""),
        words=_("Agreed to share, until %(day)s.") % until,
    )
    if consent.revoked_at is not None:
        said = _("Stopped sharing.")
        if consent.revoked_how:
            said = _("Stopped sharing: %(how)s") % {"how": consent.revoked_how}
        yield Happening(
            at=consent.revoked_at,
            icon="stop",
            who=str(consent.revoked_by or ""),
            words=said,
        )


def by_day(story: Iterable[Happening]) -> Iterable[Day]:
    """Put the story under the names of its days."""
    for day, happenings in groupby(
        story, key=lambda one: timezone.localtime(one.at).date()
    ):
        yield Day(words.day_of_week(day), tuple(happenings))
