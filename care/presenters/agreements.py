"""What a person agreed to share, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models import Membership, User
from care import words
from care.models import KEEPS_PEOPLE, Consent, DataClass, Person, Purpose
from care.panels import Tag

ENDS_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Agreement:
    """One consent in words."""

    consent: Consent
    title: str
    with_whom: str
    shares: str
    why: str
    how: str
    state: Tag
    may_stop: bool


def consents_of(
    person: Person, user: User, *, is_ours: bool, at: datetime
) -> list[Consent]:
    """All of them for their keeper; for others, those that let them read."""
    consents = person.consents.select_related(
        "discloser", "recorded_by", "revoked_by"
    ).prefetch_related("recipients", "purposes", "data_classes", "stops__organization")
    if not is_ours:
        offices = Membership.objects.filter(user_id=user.pk, role__in=KEEPS_PEOPLE)
        opening = Consent.objects.opening_whole_records(
            offices.values("organization"), at=at
        )
        consents = consents.filter(pk__in=opening.values("pk"))
    return list(consents)


def agreement_of(consent: Consent, at: datetime, *, is_ours: bool) -> Agreement:
    """One consent in words; to others it names no other office."""
    stopped = {stop.organization_id for stop in consent.stops.all()}
    names = [one.name for one in consent.recipients.all() if one.pk not in stopped]
    if consent.covers_network:
        with_whom = (
            _everybody_but(consent) if is_ours else _("Every office of the network")
        )
    elif is_ours:
        with_whom = "; ".join(names)
    else:
        with_whom = _("Your office")
    shares = {str(one.data_class) for one in consent.data_classes.all()}
    why = {str(one.purpose) for one in consent.purposes.all()}
    return Agreement(
        consent=consent,
        title=_("Agreed on %(day)s") % {"day": words.full_day(consent.valid_from)},
        with_whom=with_whom,
        shares=_listed(str(one.label) for one in DataClass if one in shares),
        why=_listed(str(one.label) for one in Purpose if one in why),
        how=_how(consent),
        state=_state(consent, at),
        may_stop=is_ours and consent.is_live(at),
    )


def _everybody_but(consent: Consent) -> str:
    stopped = "; ".join(stop.organization.name for stop in consent.stops.all())
    if not stopped:
        return _("Every office of the network")
    return _("Every office of the network, but not %(offices)s") % {"offices": stopped}


def _listed(labels: Iterable[str]) -> str:
    return "; ".join(labels)


def _how(consent: Consent) -> str:
    parts = [consent.get_method_display()]
    if consent.signer_name:
        by = {
            "name": consent.signer_name,
            "right": consent.get_signer_authority_display(),
        }
        parts.append(_("by %(name)s (%(right)s)") % by)
    if consent.witness:
        parts.append(_("witness: %(name)s") % {"name": consent.witness})
    if consent.recorded_by is not None:
        parts.append(_("written down by %(name)s") % {"name": consent.recorded_by})
    return ", ".join(parts)


def _state(consent: Consent, at: datetime) -> Tag:
    until = {"day": words.full_day(consent.expires_at)}
    if consent.revoked_at is not None and consent.revoked_at <= at:
        stopped = {"day": words.full_day(consent.revoked_at)}
        return Tag("bad", "stop", _("Stopped on %(day)s") % stopped)
    if consent.expires_at <= at:
        return Tag("", "cross", _("Ended on %(day)s") % until)
    if consent.valid_from > at:
        return Tag("info", "calendar", _("Not begun yet"))
    if consent.expires_at - at <= ENDS_SOON:
        return Tag("warn", "clock", _("Ends on %(day)s") % until)
    return Tag("good", "check", _("Until %(day)s") % until)
