"""A person's needs, and how far each is."""

from collections.abc import Iterable
from dataclasses import dataclass

from care import words
from care.models import Need, Person
from care.panels import Tag, Try
from directory.presenters import term_name

NEED_LOOKS: dict[Need.Status, tuple[str, str]] = {
    Need.Status.OPEN: ("warn", "question"),
    Need.Status.LOOKING: ("info", "to"),
    Need.Status.PARTLY_MET: ("warn", "check"),
    Need.Status.MET: ("good", "check"),
    Need.Status.WITHDRAWN: ("", "cross"),
}
"""Each status's tone and icon."""


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need, who has it, and how far it is."""

    need: Need
    name: str
    icon: str
    tag: Tag
    hops: int
    tries: tuple[Try, ...]
    is_waiting: bool
    may_change: bool


def needs_of(person: Person, *, is_ours: bool) -> list[Need]:
    """Needs that the viewer may read: what waits first, the most urgent before."""
    needs = person.needs.select_related("category", "opened_by")
    if not is_ours:
        needs = needs.filter(is_sensitive=False)
    return sorted(
        needs,
        key=lambda need: (
            need.status not in Need.UNRESOLVED,
            -list(Need.Urgency).index(Need.Urgency(need.urgency)),
        ),
    )


def need_row(need: Need, tries: Iterable[Try], *, is_ours: bool) -> NeedRow:
    """A need with its own tries, the newest of which says where it stands."""
    own = tuple(one for one in tries if one.need_id == need.pk)
    status = Need.Status(need.status)
    latest = own[0] if own else None
    waits = status in Need.UNRESOLVED
    if waits and latest is not None and latest.is_open:
        tag, hops = latest.tag, latest.hops
    else:
        tone, icon = NEED_LOOKS[status]
        tag, hops = Tag(tone, icon, str(status.label)), 4 * (status == "met")
    return NeedRow(
        need=need,
        name=term_name(need.category),
        icon=words.need_icon(need.category),
        tag=tag,
        hops=hops,
        tries=own,
        is_waiting=waits,
        may_change=is_ours and waits,
    )
