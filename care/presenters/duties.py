"""What somebody must do about a person now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from care.models import Person
from care.presenters.agreements import ENDS_SOON, Agreement
from care.presenters.needs import NeedRow


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that somebody must do about this person now."""

    icon: str
    title: str
    words: str
    url: str = ""
    link: str = ""


def duties_of(
    person: Person,
    rows: Iterable[NeedRow],
    live: Agreement | None,
    at: datetime,
) -> Iterable[Duty]:
    """Late answers and urgent needs first, then what is not asked or ends soon."""
    for row in rows:
        for one in row.tries:
            if one.is_late:
                title = _("%(office)s has not answered.") % {"office": one.party}
                yield Duty("late", title, row.name, one.url, one.number)
        open_tries = [one for one in row.tries if one.is_open]
        if row.is_waiting and row.need.urgency == "urgent" and not open_tries:
            yield Duty("urgent", _("Nobody has this urgent need yet."), row.name)
    if not person.contact_rule:
        words_ = _("Nothing can be sent until this is known.")
        yield Duty("phone", _("Ask whether it is safe to contact them."), words_)
    if live is not None and live.consent.expires_at - at <= ENDS_SOON:
        title = _("What they agreed to ends soon.")
        yield Duty("consent", title, live.state.words)
