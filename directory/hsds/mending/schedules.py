"""Schedules: days in words, times in columns for dates, closures without a year."""

from collections.abc import Callable
from datetime import time

from directory.hsds.mending import dates, times, words
from directory.hsds.mending.mended import (
    Note,
    RowRefusedError,
    mended,
    noticed,
    value_refused,
)
from directory.hsds.shapes.rows import Row

DAYS = "days of the week in the standard's letters"
NOT_DAYS = "not days of the week, put into the description"
MOVED = "time found in a column for dates, moved"
WORDS_MOVED = "words found in a column for dates or times, put into the description"
SPELLED = "time written as hours and minutes"
AFTERNOON = "time without am or pm taken as the afternoon"
TIME_REFUSED = "not a time of day"
ALL_DAY = "24 hours written as 00:00 to 23:59"
NO_CLOSING = "no closing time"
NO_OPENING = "no opening time"
NO_DAYS = "times without days, put into the description"
MONTHLY = "an nth weekday repeats monthly"
WEEKLY = "days without a rule taken as weekly"
YEARLY = "holiday without a year, kept as words"
SAYS_NOTHING = "a schedule that says neither times nor dates"
HALF_HOLIDAY = "a holiday that is neither closed nor open from one time to another"
NO_DATES = "a holiday without dates"
BACKWARDS = "a holiday that ends before it begins"

_DATE_COLUMNS = (
    ("dtstart", "opens_at"),
    ("until", "closes_at"),
    ("valid_from", "opens_at"),
    ("valid_to", "closes_at"),
)
_SAYING = ("description", "notes", "schedule_link")


def prepare(row: Row, note: Note) -> None:
    """Put a schedule's values where HSDS 3 has them, before fields are read."""
    fields = row.fields
    _days(row, note)
    for column, place in _DATE_COLUMNS:
        _move_time(row, note, column, place)
    _times(row, note)
    if fields.pop("_is_holiday", ""):
        _holiday(row, note)
    else:
        _rule(row, note)
    described = str(fields.get("description") or "").strip()
    if described.isdigit():
        note("description", described, value_refused("a number in place of words"))
        del fields["description"]
    if not _says_something(row):
        raise RowRefusedError(SAYS_NOTHING)


def _says_something(row: Row) -> bool:
    said = ("opens_at", "closes_at", "valid_from", "dtstart", "is_closed", *_SAYING)
    return any(row.fields.get(name) for name in said)


def _describe(row: Row, words_found: str) -> None:
    """Append words to the description, once."""
    before = str(row.fields.get("description") or "")
    if words_found.lower() not in before.lower():
        row.fields["description"] = (
            f"{before}\n{words_found}" if before else words_found
        )


def _days(row: Row, note: Note) -> None:
    fields = row.fields
    for name in ("_weekday", "byday", "freq"):
        given = str(fields.get(name) or "").strip()
        if not given or (name == "freq" and given.upper() in {"WEEKLY", "MONTHLY"}):
            continue
        found = times.days(given)
        fields.pop(name)
        if found is None:
            note(name.strip("_"), given, mended(NOT_DAYS))
            _describe(row, given)
        else:
            fields.setdefault("byday", found)
            if found != given:
                note(name.strip("_"), given, mended(DAYS, found))


def _move_time(row: Row, note: Note, column: str, place: str) -> None:
    """Move what stands in a date's column and is no date."""
    given = str(row.fields.get(column) or "").strip()
    if not given or dates.read(given)[0] is not None:
        return
    is_time = times.read(given) is not None or times.is_all_day(given)
    if not is_time:
        if any(sign.isdigit() for sign in given):
            return  # A date that cannot be read: the field's own mend refuses it.
        note(column, given, mended(WORDS_MOVED))
        _describe(row, given)
    elif times.read(str(row.fields.get(place) or "")) is None or _is_bare(row, place):
        note(column, given, mended(MOVED, place))
        row.fields[place] = given
    del row.fields[column]


def _is_bare(row: Row, place: str) -> bool:
    """Whether the time that is there is a bare number, such as minutes of the day."""
    return str(row.fields.get(place) or "").strip().isdigit()


def _times(row: Row, note: Note) -> None:
    fields = row.fields
    given = {
        name: str(fields.get(name) or "").strip() for name in ("opens_at", "closes_at")
    }
    if any(times.is_all_day(text) for text in given.values()):
        note("opens_at", " ".join(given.values()).strip(), mended(ALL_DAY))
        fields["opens_at"], fields["closes_at"] = "00:00:00", "23:59:00"
        return
    found: dict[str, time] = {}
    for name, text in given.items():
        fields.pop(name, None)
        if text and (read := _time(row, note, name, text)) is not None:
            found[name] = read
    _in_order(found, given, note)
    for name, moment in found.items():
        fields[name] = moment.isoformat()
        if given[name] and not given[name].startswith(moment.isoformat()[:5]):
            note(name, given[name], mended(SPELLED, f"{moment:%H:%M}"))


def _time(row: Row, note: Note, name: str, text: str) -> time | None:
    """Read one time; what else was said goes to the description."""
    bare, trailing = times.split_trailing(text)
    if trailing:
        note(name, text, mended(WORDS_MOVED, bare))
        _describe(row, text)
    found = times.read(bare)
    if found is None and any(sign.isdigit() for sign in text):
        note(name, text, value_refused(TIME_REFUSED))
    elif found is None:
        note(name, text, mended(WORDS_MOVED))
        _describe(row, text)
    return found


def _in_order(found: dict[str, time], given: dict[str, str], note: Note) -> None:
    """Give a closing time without am or pm the half of the day that it must have."""
    opens, closes = found.get("opens_at"), found.get("closes_at")
    if opens is None or closes is None:
        return
    if opens == closes == times.MIDNIGHT:
        found["closes_at"] = times.LAST_MINUTE
        note("closes_at", given["closes_at"], mended(ALL_DAY))
    elif times.has_half(given["opens_at"]) and not times.has_half(given["closes_at"]):
        found["closes_at"] = times.after_noon(opens, closes)
        if found["closes_at"] != closes:
            note("closes_at", given["closes_at"], mended(AFTERNOON, found["closes_at"]))
    elif times.has_half(given["closes_at"]) and not times.has_half(given["opens_at"]):
        _opens_in_the_afternoon(found, given, note)


def _opens_in_the_afternoon(
    found: dict[str, time], given: dict[str, str], note: Note
) -> None:
    """Read "5:00-7:00pm" as people mean it: both in the afternoon."""
    opens, closes = found["opens_at"], found["closes_at"]
    later = opens.replace(hour=(opens.hour + 12) % 24)
    if opens.hour < 7 and opens < later < closes:
        found["opens_at"] = later
        note("opens_at", given["opens_at"], mended(AFTERNOON, later))


def _rule(row: Row, note: Note) -> None:
    """See that days and times make a rule together."""
    fields = row.fields
    byday = str(fields.get("byday") or "")
    if byday and any(sign.isdigit() for sign in byday):
        if fields.get("freq") != "MONTHLY":
            note("freq", fields.get("freq"), mended(MONTHLY, "MONTHLY"))
            fields["freq"] = "MONTHLY"
    elif byday and not fields.get("freq"):
        note("freq", "", mended(WEEKLY, "WEEKLY"))
        fields["freq"] = "WEEKLY"
    elif not byday:
        _without_days(row, note)
    for name, other, reason in (
        ("opens_at", "closes_at", NO_CLOSING),
        ("closes_at", "opens_at", NO_OPENING),
    ):
        if fields.get(name) and not fields.get(other):
            note(other, "", noticed(reason))


def _without_days(row: Row, note: Note) -> None:
    """Keep times that no day and no date goes with as words."""
    fields = row.fields
    is_ruled = any(
        fields.get(name)
        for name in ("bymonthday", "byweekno", "byyearday", "dtstart", "valid_from")
    )
    if is_ruled or not (fields.get("opens_at") or fields.get("closes_at")):
        if not is_ruled and fields.get("freq") == "WEEKLY":
            fields.pop("freq")
        return
    opens, closes = fields.pop("opens_at", ""), fields.pop("closes_at", "")
    said = "-".join(moment[:5] for moment in (opens, closes) if moment)
    note("opens_at", said, mended(NO_DAYS))
    fields.pop("freq", None)
    _describe(row, said)


def _holiday(row: Row, note: Note) -> None:
    """Turn a holiday into a dated closure, or a dated opening."""
    fields = row.fields
    is_closed = _is_closed(row)
    first, last = (
        str(fields.pop(name, "") or "").strip() for name in ("_start", "_end")
    )
    fields.pop("freq", None)
    if not first and not last:
        raise RowRefusedError(NO_DATES, "start_date")
    read = [
        _holiday_date(text or first or last, note, name)
        for text, name in ((first, "start_date"), (last, "end_date"))
    ]
    if any(found is None for found in read):
        said = " - ".join(
            dict.fromkeys(text.split(", 0001")[0] for text in (first, last) if text)
        )
        if any(dates.read(text)[1] == dates.NO_YEAR for text in (first, last)):
            note("start_date", said, mended(YEARLY))
            _describe(row, f"Closed: {said}" if is_closed else said)
            return
        raise RowRefusedError(dates.UNREADABLE, "start_date", said)
    starts, ends = str(read[0]), str(read[1])
    if ends < starts:
        raise RowRefusedError(BACKWARDS, "end_date", last)
    if is_closed:
        fields["is_closed"] = True
    fields |= {"valid_from": starts, "valid_to": ends, "dtstart": starts, "until": ends}


def _is_closed(row: Row) -> bool:
    """Whether a holiday is a closure; refuse one that does not say."""
    given = str(row.fields.pop("_closed", "") or "").strip().lower()
    opens, closes = row.fields.get("opens_at"), row.fields.get("closes_at")
    if given in words.YES:
        return True
    if bool(opens) != bool(closes) or (given and given not in words.NO):
        raise RowRefusedError(HALF_HOLIDAY, "closed", given)
    return not opens


def _holiday_date(text: str, note: Note, name: str) -> str | None:
    found, reason = dates.read(text)
    if found is None:
        return None
    if reason:
        note(name, text, mended(reason, found))
    return found.isoformat()


type Preparer = Callable[[Row, Note], None]
