"""Choosing whom to ask, and one round's page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.models import Service
from referrals.checks import Subject
from referrals.lineup import Candidate
from referrals.models import Referral, Round, RoundPlace, Side, Status
from referrals.presenters import words
from referrals.presenters.alternatives import sum_of
from referrals.presenters.page import Step
from referrals.presenters.rows import called_in_lists
from referrals.presenters.start import title_of
from referrals.presenters.words import Tag
from referrals.snapshot import is_cut_off, seen_by

LeftOut = RoundPlace.LeftOut


@dataclass(frozen=True, slots=True)
class Choice:
    """One service that may be asked with others."""

    service: Service
    tag: Tag
    words: str
    is_stopped: bool
    """It cannot be asked, whatever is written."""
    needs_consent: bool
    is_ticked: bool
    turn: int


@dataclass(frozen=True, slots=True)
class Line:
    """One service of a round: whether it was asked, and what it said."""

    place: RoundPlace
    tag: Tag
    words: tuple[str, ...]
    said: str
    """Why not, in their own words."""
    url: str


@dataclass(frozen=True, slots=True)
class RoundPage:
    """All that a round's page shows."""

    heading: str
    state: Tag
    summary: str
    next_words: str
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    left_out: tuple[Line, ...]
    winner: Referral | None


def choices_of(
    candidates: Sequence[Candidate], ticked: Collection[str], turns: Sequence[int]
) -> list[Choice]:
    """The candidates in words, in their order."""
    return [
        Choice(
            service=one.service,
            tag=_tag_of(one),
            words=_words_of(one),
            is_stopped=one.stop is not None,
            needs_consent=one.stop == LeftOut.CONSENT,
            is_ticked=one.stop is None and str(one.service.pk) in ticked,
            turn=turn,
        )
        for one, turn in zip(candidates, turns, strict=True)
    ]


def pool_words(pool: Sequence[Candidate]) -> str:
    """How many offices an open request would reach, and how many it would not."""
    ready = sum(one.stop is None for one in pool)
    asked = ngettext(
        "%(count)d service takes open requests and serves their place.",
        "%(count)d services take open requests and serve their place.",
        ready,
    ) % {"count": ready}
    if ready == len(pool):
        return asked
    missing = len(pool) - ready
    more = ngettext(
        "%(count)d more could be asked if the person agreed.",
        "%(count)d more could be asked if the person agreed.",
        missing,
    ) % {"count": missing}
    return f"{asked} {more}"


def round_page(
    its: Round, places: Sequence[RoundPlace], *, sides: Collection[Side], at: datetime
) -> RoundPage:
    """The page for the sender's side, or the network desk's."""
    lines = [_line(place, sides, at) for place in places]
    return RoundPage(
        heading=_heading(its, sides),
        state=_state(its),
        summary=_summary(its, lines),
        next_words=_next_words(its, places, at),
        steps=tuple(_step(one) for one in lines if _is_in_line(one.place)),
        lines=tuple(one for one in lines if _is_in_line(one.place)),
        left_out=tuple(one for one in lines if not _is_in_line(one.place)),
        winner=its.winner,
    )


def _tag_of(one: Candidate) -> Tag:
    if one.stop is not None:
        return Tag("bad", "cross", _("Cannot be asked"))
    if one.is_poor_fit:
        titles = [
            title_of(found.subject)
            for found in one.check.does_not_fit
            if found.subject != Subject.ALREADY_OPEN
        ]
        what = ", ".join(words.lower_first(title) for title in titles)
        return Tag("bad", "cross", _("Does not fit: %(what)s") % {"what": what})
    return sum_of(one.check)


def _words_of(one: Candidate) -> str:
    if one.stop is not None:
        return str(one.stop.label)
    return " ".join(found.words for found in one.check.does_not_fit)


# --- One round ----------------------------------------------------------------


def _heading(its: Round, sides: Collection[Side]) -> str:
    need = words.need_name(its.need.category)
    if its.face is None:
        return need
    called = called_in_lists(its.face, seen_by(its.face, sides))
    return f"{called} · {need}"


def _state(its: Round) -> Tag:
    looks = {
        "": Tag("info", "clock", _("Waits for an answer")),
        Round.End.ACCEPTED: Tag("good", "check", str(Round.End.ACCEPTED.label)),
        Round.End.EXHAUSTED: Tag("bad", "cross", str(Round.End.EXHAUSTED.label)),
        Round.End.STOPPED: Tag("", "cross", str(Round.End.STOPPED.label)),
    }
    return looks[its.closed_how]


def _is_in_line(place: RoundPlace) -> bool:
    """Asked, or still to ask; not left out."""
    return place.left_out in {"", LeftOut.NOT_NEEDED}


def _summary(its: Round, lines: Sequence[Line]) -> str:
    asked = sum(one.place.referral_id is not None for one in lines)
    count = ngettext(
        "%(count)d service was asked.", "%(count)d services were asked.", asked
    ) % {"count": asked}
    if its.is_open and its.mode == Round.Mode.IN_ORDER:
        in_line = sum(_is_in_line(one.place) for one in lines)
        count = _("%(now)d of %(count)d asked so far.") % {
            "now": asked,
            "count": in_line,
        }
    return f"{Round.Mode(its.mode).label}. {count}"


def _next_words(its: Round, places: Sequence[RoundPlace], at: datetime) -> str:
    if not its.is_open:
        return ""
    if its.mode != Round.Mode.IN_ORDER:
        return _(
            "The first to accept has it. The others are told at once, and their copy "
            "is taken back."
        )
    now = next(one for one in places if _waits(one))
    later = [one for one in places if not one.referral_id and not one.left_out]
    due = now.referral.due_at if now.referral else None
    names = {
        "now": now.service.name,
        "when": words.soon(due, at) if due else "",
        "next": later[0].service.name if later else "",
    }
    if now.referral is not None and now.referral.is_paused:
        return _("%(now)s asked you something: their time stands still.") % names
    if not later:
        return _("%(now)s has until %(when)s, and is the last.") % names
    return (
        _(
            "%(now)s has until %(when)s. If they cannot help or say nothing, "
            "%(next)s is asked next."
        )
        % names
    )


def _waits(place: RoundPlace) -> bool:
    return place.referral is not None and place.referral.status == Status.REQUESTED


def _line(place: RoundPlace, sides: Collection[Side], at: datetime) -> Line:
    referral = place.referral
    if referral is None:
        return _unasked(place)
    if is_cut_off(referral, sides):
        return Line(
            place, words.sharing_stopped_tag(), (), "", referral.get_absolute_url()
        )
    facts = []
    if referral.sent_at is not None:
        when = words.moment_of(referral.sent_at)
        facts.append(_("Asked %(when)s") % {"when": when})
    if referral.status == Status.REQUESTED and referral.due_at is not None:
        facts.append(
            _("Answer due %(when)s") % {"when": words.soon(referral.due_at, at)}
        )
    if stage := words.stage_words(referral):
        facts.append(stage)
    is_no = referral.status == Status.REJECTED
    return Line(
        place=place,
        tag=words.due_tag(referral, at) or words.state_tag(referral),
        words=tuple(facts),
        said=referral.reason_text if is_no else "",
        url=referral.get_absolute_url(),
    )


def _unasked(place: RoundPlace) -> Line:
    if place.left_out == LeftOut.NOT_NEEDED:
        tag = Tag("", "check", _("Not asked"))
    elif place.left_out:
        tag = Tag("warn", "stop", _("Left out"))
    else:
        tag = Tag("", "clock", _("Not asked yet"))
    facts = (place.get_left_out_display(),) if place.left_out else ()
    return Line(place, tag, facts, "", "")


def _step(line: Line) -> Step:
    referral = line.place.referral
    if referral is None:
        state = "next"
    elif referral.status == Status.REQUESTED:
        state = "now"
    elif referral.accepted_at is not None:
        state = "done"
    else:
        state = "stop"
    return Step(state, line.place.service.name, (line.tag.words,))
