"""What each table's rows need before their fields are read one by one."""

import re
from collections.abc import Callable, Iterator

from directory import places
from directory.hsds.identity import own_uuid, short_id
from directory.hsds.mending import dates, phones, schedules, text, words
from directory.hsds.mending.mended import (
    Note,
    RowRefusedError,
    mended,
    noticed,
    value_refused,
)
from directory.hsds.shapes.rows import Patch, Row
from directory.places import names

NO_NAME = "no name, another of its texts used"
CONTACT_UNNAMED = "a contact without a name"
LOCATION_UNNAMED = "a location without a name"
PHONE_PARTS = "number lacks its middle digits"
CITY = "town found by the ZIP"
NO_STREET = "an address without a street"
SECOND_LINE = "second line taken as the street"
SHIFTED = "address one column too far right, moved back"
STATE_BY_ZIP = "state found by the ZIP"
STATE = "state written as two letters"
COUNTRY = "country written as two letters"
COUNTRY_MISSING = "country missing, found by the postal code"
ZIP_ODD = "not a ZIP"
ZIP_SPELLED = "ZIP written as five digits"
EMPTY = "an empty row"
NOTHING = "an attribute without a term and without a value"
OF_ITSELF = "a term under itself, set free"
LANGUAGE_NUMBERS = "language given as a number of another list"
FIRST = "several organizations, the first one kept"
LISTED = "a list of ids, one row made for each"
PROGRAMS = "several programs, the first one kept"
AGES = "youngest and oldest age were the other way round"
YEAR = "year taken from a date"

type Extra = Row | Patch
type Preparer = Callable[[Row, Note], Iterator[Extra]]

_ZIP = re.compile(r"^(\d{5})(?:[\s-]?(\d{4}))?$")
_CANADIAN = re.compile(r"^[A-Z]\d[A-Z]\s?\d[A-Z]\d$", re.IGNORECASE)
_FIRST_SENTENCE = re.compile(r"^(.{3,90}?)(?:[.!?;\n]|$)", re.DOTALL)


def said(row: Row, name: str) -> str:
    """Return a value of the row as a text without space around it."""
    value = row.fields.get(name)
    return "" if value is None else str(value).strip()


def _organization(row: Row, note: Note) -> Iterator[Extra]:
    if founded := row.fields.pop("_date_incorporated", None):
        found, reason = dates.read(str(founded))
        if found is None:
            note("date_incorporated", founded, value_refused(reason))
        else:
            note("date_incorporated", founded, mended(reason or YEAR, found.year))
            row.fields["year_incorporated"] = found.year
    if parent := row.fields.pop("_parent_organization", None):
        row.fields["parent_organization_id"] = parent
    _name(row, note, "alternate_name")
    yield from ()


def _service(row: Row, note: Note) -> Iterator[Extra]:
    _status(row, note)
    _name(row, note, "alternate_name", "description")
    listed = said(row, "_program_ids").split(",")
    row.fields.pop("_program_ids", None)
    if listed[0]:
        row.fields["program_id"] = listed[0]
        if len(listed) > 1:
            note("program_id", ",".join(listed), mended(PROGRAMS, listed[0]))
    if location := said(row, "_location_id"):
        yield Row(
            "service_at_location",
            {
                "id": short_id(f"{row.id}/service_at_location/{location}"),
                "service_id": row.id,
                "location_id": location,
            },
            row.where,
        )


def _status(row: Row, note: Note) -> None:
    given = said(row, "status")
    status = words.STATUSES.get(given.lower(), "")
    if not given:
        note("status", "", mended(words.STATUS_MISSING, "active"))
    elif not status:
        note("status", given, mended(words.STATUS_UNKNOWN, "active"))
    elif status != given:
        note("status", given, mended(words.STATUS, status))
    row.fields["status"] = status or "active"


def _name(row: Row, note: Note, *instead: str) -> None:
    """Give a record without a name one of its other texts for it."""
    if text.mend(row.fields.get("name"))[0]:
        return
    for other in instead:
        found = _FIRST_SENTENCE.match(text.mend(row.fields.get(other))[0])
        if found:
            row.fields["name"] = found[1].strip()
            note("name", "", mended(NO_NAME, found[1].strip()))
            return


def _location(row: Row, note: Note) -> Iterator[Extra]:
    if said(row, "_virtual").lower() in words.YES - {""}:
        row.fields["location_type"] = "virtual"
    row.fields.pop("_virtual", None)
    if not said(row, "name"):
        note("name", "", noticed(LOCATION_UNNAMED))
    yield from ()


def _address(row: Row, note: Note) -> Iterator[Extra]:
    fields = row.fields
    _shift_back(row, note)
    if not any(said(row, name) for name in ("address_1", "city", "postal_code")):
        raise RowRefusedError(EMPTY)
    _postal_code(row, note)
    _country(row, note)
    given = said(row, "state_province")
    if fields["country"] == "US" and (code := _state_code(given)) and code != given:
        note("state_province", given, mended(STATE, code))
        fields["state_province"] = code
    _street(row, note)
    if fields["country"] == "US":
        _by_zip(row, note)
    yield from ()


def _shift_back(row: Row, note: Note) -> None:
    """Mend an address whose ZIP stands as the country and state as the ZIP."""
    fields = row.fields
    if not _ZIP.match(said(row, "country")) or len(said(row, "postal_code")) != 2:
        return
    note("address_1", said(row, "address_2"), mended(SHIFTED))
    fields["address_1"] = fields.pop("address_2", "")
    fields["city"] = fields.pop("region", "")
    fields["state_province"] = fields["postal_code"]
    fields["postal_code"], fields["country"] = fields["country"], "US"


def _street(row: Row, note: Note) -> None:
    if said(row, "address_1"):
        return
    if second := said(row, "address_2"):
        note("address_1", "", mended(SECOND_LINE, second))
        row.fields["address_1"] = row.fields.pop("address_2")
    else:
        note("address_1", "", noticed(NO_STREET))


def _by_zip(row: Row, note: Note) -> None:
    """Fill in a town or a state that is missing."""
    if said(row, "city") and said(row, "state_province"):
        return
    place = places.zip_place(said(row, "postal_code")[:5])
    if place is None:
        return
    for name, found, reason in (
        ("city", place.town, CITY),
        ("state_province", place.state, STATE_BY_ZIP),
    ):
        if found and not said(row, name):
            note(name, "", mended(reason, found))
            row.fields[name] = found


def _state_code(given: str) -> str:
    return names.state_code(given).upper() if len(given) > 2 else given.upper()


def _postal_code(row: Row, note: Note) -> None:
    given = said(row, "postal_code")
    if not given or _CANADIAN.match(given):
        return
    found = _ZIP.match(given) or _ZIP.match(f"0{given}" if len(given) == 4 else given)
    if found is None:
        note("postal_code", given, noticed(ZIP_ODD))
        return
    written = f"{found[1]}-{found[2]}" if found[2] else found[1]
    if written != given:
        note("postal_code", given, mended(ZIP_SPELLED, written))
        row.fields["postal_code"] = written


def _country(row: Row, note: Note) -> None:
    given = said(row, "country")
    code = words.COUNTRIES.get(given.lower(), given.upper())
    if not given:
        code = "CA" if _CANADIAN.match(said(row, "postal_code")) else "US"
        note("country", row.fields.get("country"), mended(COUNTRY_MISSING, code))
    elif len(code) != 2:
        note("country", given, value_refused(words.CHOICE_UNKNOWN))
        code = "US"
    elif code != given:
        note("country", given, mended(COUNTRY, code))
    row.fields["country"] = code


def _contact(row: Row, note: Note) -> Iterator[Extra]:
    if not said(row, "name"):
        note("name", "", noticed(CONTACT_UNNAMED))
    number, area = said(row, "_phone_number"), said(row, "_phone_areacode")
    extension = said(row, "_phone_extension")
    for name in ("_phone_number", "_phone_areacode", "_phone_extension"):
        row.fields.pop(name, None)
    digits = re.sub(r"\D", "", number)
    if number and len(digits) < 7:
        note("phone_number", f"{area} {number}", value_refused(PHONE_PARTS))
    elif number:
        yield Row(
            "phone",
            {
                "id": short_id(f"{row.id}/contact/phone"),
                "contact_id": row.id,
                "number": f"{area} {number}".strip() if len(digits) == 7 else number,
                "extension": extension,
            },
            row.where,
        )


def _phone(row: Row, note: Note) -> Iterator[Extra]:
    fields = row.fields
    if numbers := fields.pop("_language_numbers", None):
        note("language", numbers, value_refused(LANGUAGE_NUMBERS))
    prefix = str(fields.pop("_country_prefix", "") or "").strip().lstrip("+")
    if prefix not in {"", "1"}:
        fields["number"] = f"+{prefix} {said(row, 'number')}"
    _number(row, note)
    _phone_type(row, note)
    if given := said(row, "extension"):
        extension, refused = phones.extension_of(given)
        if refused:
            note("extension", given, refused)
            _add(row, "description", given)
        fields["extension"] = extension
    yield from ()


def _number(row: Row, note: Note) -> None:
    given = text.mend(row.fields.get("number"), is_line=True)[0]
    if not given:
        raise RowRefusedError("a phone without a number", "number")
    found = phones.mend(given)
    for done in found.done:
        note("number", row.fields["number"], done)
    row.fields["number"] = found.number
    if found.extension is not None and not said(row, "extension"):
        row.fields["extension"] = found.extension
    if found.note:
        _add(row, "description", found.note)


def _phone_type(row: Row, note: Note) -> None:
    given = said(row, "type")
    kind = phones.type_of(given)
    if not given:
        note("type", "", mended(phones.TYPE_MISSING, "voice"))
        kind = "voice"
    elif kind is None:
        note("type", given, value_refused(phones.TYPE_UNKNOWN))
    elif kind != given:
        note("type", given, mended(phones.TYPE, kind))
    row.fields["type"] = kind or ""


def _add(row: Row, name: str, more: str) -> None:
    before = said(row, name)
    row.fields[name] = f"{before}\n{more}" if before else more


def _language(row: Row, note: Note) -> Iterator[Extra]:
    fields = row.fields
    name = text.mend(fields.get("name"), is_line=True)[0].strip(" ,.*")
    code = said(row, "code").lower()
    if code and not name:
        fields["name"] = words.language_name(code)
        if len(code) > 3 or not fields["name"]:
            fields["name"] = code.capitalize()
            fields["code"] = words.language_code(code)
        return
    if not name:
        raise RowRefusedError(EMPTY, "name", fields.get("name", ""))
    if code := code or words.language_code(name):
        if not said(row, "code"):
            note("code", "", mended(words.LANGUAGE_CODE, code))
        fields |= {"name": name, "code": code}
        return
    yield from _languages(row, name, note)


def _languages(row: Row, given: str, note: Note) -> Iterator[Extra]:
    """Read a text that is more than the name of one language."""
    spoken, says_more = words.languages_in(given)
    if not spoken:
        if words.is_about_interpreting(given) and said(row, "service_id"):
            note("name", given, mended(words.INTERPRETING))
            yield Patch(
                "service",
                said(row, "service_id"),
                "interpretation_services",
                given,
                row.where,
            )
            row.fields["_is_moved"] = True
        else:
            note("name", given, noticed(words.LANGUAGE_UNKNOWN))
            row.fields["name"] = given
        return
    if says_more:
        note("name", given, mended(words.LANGUAGE_NOTE, spoken[0]))
        row.fields.setdefault("note", given)
    for position, name in enumerate(spoken[1:], start=2):
        note("name", given, mended(words.LANGUAGE_SPLIT, name))
        fields = {**row.fields, "id": short_id(f"{row.id}#{position}"), "name": name}
        yield Row("language", fields, row.where)
    row.fields |= {"name": spoken[0], "code": words.language_code(spoken[0])}


def _term(row: Row, note: Note) -> Iterator[Extra]:
    fields = row.fields
    fields.pop("_parent_name", None)
    if fields.get("code") == row.id and own_uuid(row.id):
        del fields["code"]
    if row.id and said(row, "parent_id") == row.id:
        note("parent_id", row.id, value_refused(OF_ITSELF))
        del fields["parent_id"]
    vocabulary = text.mend(fields.get("taxonomy"), is_line=True)[0]
    if vocabulary and not said(row, "taxonomy_id"):
        fields["taxonomy_id"] = short_id(f"name:{vocabulary}")
        yield Row(
            "taxonomy", {"id": fields["taxonomy_id"], "name": vocabulary}, row.where
        )


def _attribute(row: Row, note: Note) -> Iterator[Extra]:
    fields = row.fields
    entity = said(row, "link_entity")
    singular = {
        "services": "service",
        "organizations": "organization",
        "locations": "location",
    }.get(entity, entity)
    fields["link_entity"] = singular
    if not said(row, "taxonomy_term_id") and not said(row, "value"):
        raise RowRefusedError(NOTHING)
    if said(row, "label") == "payment accepted" and (
        payer := words.payer(said(row, "value"))
    ):
        yield Patch("service", said(row, "link_id"), "_payers", payer, row.where)


def _schedule(row: Row, note: Note) -> Iterator[Extra]:
    schedules.prepare(row, note)
    yield from ()


def _of_a_language(row: Row, _note: Note) -> Iterator[Extra]:
    """Give a record's own language by its code, where it has three letters for it."""
    given = said(row, "language")
    if len(given) > 3:
        row.fields["language"] = words.language_code(given)
    yield from ()


def _metadata(row: Row, _note: Note) -> Iterator[Extra]:
    if not said(row, "last_action_date"):
        raise RowRefusedError(EMPTY, "last_action_date")
    yield from ()


PREPARERS: dict[str, Preparer] = {
    "address": _address,
    "attribute": _attribute,
    "contact": _contact,
    "language": _language,
    "location": _location,
    "meta_table_description": _of_a_language,
    "metadata": _metadata,
    "organization": _organization,
    "phone": _phone,
    "schedule": _schedule,
    "service": _service,
    "taxonomy_term": _term,
}
# Without these a row is nothing.
REQUIRED = {
    "metadata": ("last_action_date",),
    "organization": ("name",),
    "organization_identifier": ("identifier",),
    "phone": ("number",),
    "program": ("name",),
    "service": ("name",),
    "service_capacity": ("available",),
    "taxonomy": ("name",),
    "taxonomy_term": ("name",),
    "unit": ("name",),
    "url": ("url",),
}
