"""Writes the demo's people down, with their needs and consents."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, time
from typing import Any

from care import actions
from care.actions import ConsentTerms, PersonDetails, PhoneDetails
from care.models import Consent, DataClass, Need, Person, Purpose
from referrals.demo.stage import Stage

type Said = Mapping[str, Any]


def write_person(stage: Stage, said: Said) -> None:
    """Write down one person with everything that is said under it."""
    at = stage.calendar.moment(said["written"])
    person = actions.keep_person(
        by=stage.user(said["by"]),
        organization=stage.organization(said["kept_by"]),
        details=_details(stage, said),
        phones=[PhoneDetails(**phone) for phone in said.get("phones", ())],
        at=at,
    )
    for need in said.get("needs", ()):
        stage.needs[need["key"]] = actions.add_need(
            person,
            by=stage.user(need.get("by", said["by"])),
            category=stage.term(need["category"]),
            words=need.get("words", ""),
            urgency=Need.Urgency(need.get("urgency", Need.Urgency.ROUTINE)),
            at=_moment(stage, need, at),
        )
    for consent in said.get("consents", ()):
        stage.consents[consent["key"]] = actions.record_consent(
            person,
            by=stage.user(consent.get("by", said["by"])),
            terms=_terms(stage, person, consent),
            at=_moment(stage, consent, at),
        )


def stop_consent(stage: Stage, said: Said, by: str) -> Consent:
    """Stop a consent that the file says was stopped."""
    return actions.revoke_consent(
        stage.consents[said["key"]],
        by=stage.user(by),
        how=said["revoked"]["how"],
        at=stage.calendar.moment(said["revoked"]["at"]),
    )


def _moment(stage: Stage, said: Said, otherwise: datetime) -> datetime:
    return stage.calendar.moment(said["at"]) if "at" in said else otherwise


def _details(stage: Stage, said: Said) -> PersonDetails:
    plain = {one.name for one in fields(PersonDetails)} - {"birth_date", "payers"}
    return PersonDetails(
        **{name: said[name] for name in plain if name in said},
        payers=tuple(said.get("payers", ())),
        birth_date=stage.calendar.birth_date(said.get("birth_date"), said["key"]),
    )


def _terms(stage: Stage, person: Person, said: Said) -> ConsentTerms:
    words = ("signer_name", "language", "text_version", "witness", "note")
    ends_on = stage.calendar.day(said["expires"])
    discloser = said.get("discloser")
    return ConsentTerms(
        discloser=stage.organization(discloser) if discloser else person.kept_by,
        recipients=[stage.organization(slug) for slug in said.get("recipients", ())],
        covers_network=said.get("covers_network", False),
        purposes=[Purpose(one) for one in said.get("purposes", [Purpose.REFERRAL])],
        data_classes=[DataClass(one) for one in said["data_classes"]],
        expires_at=datetime.combine(ends_on, time(23, 59), stage.calendar.zone),
        signer_authority=Consent.Authority(said.get("signer_authority", "self")),
        method=Consent.Method(said.get("method", "paper")),
        **{word: said[word] for word in words if word in said},
    )
