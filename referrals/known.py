"""What the check asks the database: of many services at once, as of one."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from care import disclosure
from care.disclosure import Decision, Disclosure
from care.models import Need, Purpose
from directory.models import (
    AreaCode,
    Language,
    Organization,
    Service,
    ServicePayer,
)
from referrals.models import Referral
from referrals.models.finding import (
    SENDER_ROLES,
    ReferralQuerySet,
    organizations_of,
)

type ByService = dict[UUID, set[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is written about one service, and about asking it for one need."""

    is_listed: bool
    area_codes: set[str]
    languages: set[str]
    payers: dict[str, str]
    """Codes of ``ServicePayer``, with their names."""
    decision: Decision
    asked: Referral | None
    """An open referral of the person to this service, or of the need to another."""


def known_of(
    need: Need,
    services: Sequence[Service],
    *,
    sender: Organization,
    by: User | None,
    at: datetime,
    is_own_request: bool = False,
) -> dict[UUID, Known]:
    """Read all that the check needs; as many queries for many services as for one."""
    ids = [service.pk for service in services]
    listed = set(
        Service.objects.listed().filter(pk__in=ids).values_list("pk", flat=True)
    )
    areas, languages, payers = _areas(ids), _languages(ids), _payers(ids)
    decisions = _decisions(need, services, sender, at, is_own_request=is_own_request)
    asked = _open_referrals(need, sender, by)
    return {
        service.pk: Known(
            is_listed=service.pk in listed,
            area_codes=areas.get(service.pk, set()),
            languages=languages.get(service.pk, set()),
            payers=payers.get(service.pk, {}),
            decision=decisions[service.organization_id],
            asked=_asked(asked, need, service),
        )
        for service in services
    }


def _areas(ids: Collection[UUID]) -> ByService:
    """Area codes of services and of their places; each path by its own index."""
    present = AreaCode.objects.filter(service_area__removed_at__isnull=True)
    found: ByService = {}
    for path in ("service_area__service", "service_area__service_at_location__service"):
        _gather(found, present.filter(**{f"{path}__in": ids}).values_list(path, "code"))
    return found


def _languages(ids: Collection[UUID]) -> ByService:
    present = Language.objects.filter(removed_at__isnull=True)
    found: ByService = {}
    for path in ("service", "location__service_at_locations__service"):
        _gather(found, present.filter(**{f"{path}__in": ids}).values_list(path, "code"))
    return found


def _gather(found: ByService, pairs: Iterable[tuple[UUID, str]]) -> None:
    for service, code in pairs:
        found.setdefault(service, set()).add(code)


def _payers(ids: Collection[UUID]) -> dict[UUID, dict[str, str]]:
    found: dict[UUID, dict[str, str]] = {}
    for taken in ServicePayer.objects.filter(service__in=ids):
        names = found.setdefault(taken.service_id, {})
        names[taken.payer] = str(taken.get_payer_display())
    return found


def _decisions(
    need: Need,
    services: Sequence[Service],
    sender: Organization,
    at: datetime,
    *,
    is_own_request: bool,
) -> dict[UUID, Decision]:
    receivers = [service.organization for service in services]
    if not receivers:
        return {}
    asked = Disclosure(
        person=need.person,
        sender=sender,
        receiver=receivers[0],
        purpose=Purpose.REFERRAL,
        data_classes=disclosure.classes_for(need),
        is_own_request=is_own_request,
    )
    return disclosure.decide_each(asked, receivers, at=at)


def open_for(by: User) -> ReferralQuerySet:
    """Open referrals that may be told to the viewer beside the person's name."""
    known = Referral.objects.visible_to(by)
    if not by.is_network_admin:
        # Beside a name, the number of a sealed referral would tell whose it is.
        opened = Q(is_blind=False) | Q(accepted_at__isnull=False)
        ours = Q(sender__in=organizations_of(by, SENDER_ROLES))
        known = known.filter(opened | ours)
    return _seen(known)


def _seen(known: ReferralQuerySet) -> ReferralQuerySet:
    # One that goes on unseen is neither to follow nor to be told of.
    return known.still_open().filter(sharing_stopped_at__isnull=True)


def _open_referrals(
    need: Need, sender: Organization, by: User | None
) -> list[Referral]:
    """The person's open referrals, the newest first; only what the viewer may see."""
    known = open_for(by) if by else _seen(Referral.objects.filter(sender=sender))
    return list(
        known.filter(person=need.person_id)
        .select_related("receiver")
        .order_by("-created_at")
    )


def _asked(asked: Sequence[Referral], need: Need, service: Service) -> Referral | None:
    """The one to follow: the same again, this service at least, or this need."""
    known = [one for one in asked if service.pk == one.service_id]
    known.sort(key=lambda one: one.need_id != need.pk)
    known += [one for one in asked if need.pk == one.need_id]
    return next(iter(known), None)
