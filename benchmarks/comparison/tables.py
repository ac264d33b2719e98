"""Results as Markdown."""

from collections.abc import Iterator, Sequence

from benchmarks.comparison.measuring import REFERENCE
from benchmarks.comparison.results import Latency, Measured, Result
from benchmarks.questions import Kind

OTHERS = (
    *(Kind.SEVERAL, Kind.PHRASE, Kind.OPEN),
    *(Kind.BEGINNING, Kind.SPELLING, Kind.SUGGESTION),
)
NONE = "\N{EN DASH}"


def tables(result: Result) -> Iterator[str]:
    """Yield the section of one size, line by line."""
    yield f"### {result.count:,} documents"
    yield from _mix(result)
    yield ""
    yield from _work(result)
    yield ""
    yield from _others(result)
    yield ""
    yield from _costs(result)
    yield ""
    yield from _agreement(result)
    yield ""
    yield from _conditions(result)


def _mix(result: Result) -> Iterator[str]:
    near, nowhere = (result.asked[kind.value] for kind in (Kind.NEAR, Kind.NOWHERE))
    yield (
        f"Milliseconds for one page, the total and eight facets: {near} questions with"
        f" a place and a radius, {nowhere} without a place. The ratio is a"
        " p95 to ours, in brackets the least and the most of the single rounds.\n"
    )
    columns = ("p50", "p95", "p99", "ratio")
    yield _row(
        "", *(f"near {one}" for one in columns), *(f"no place {one}" for one in columns)
    )
    yield _line(9)
    for one in result.opponents.values():
        cells = []
        for kind in (Kind.NEAR, Kind.NOWHERE):
            latency = one.latency.get(kind.value)
            cells += [*_three(latency), _ratio(latency, _ours(result, kind))]
        yield _row(one.title, *cells)


def _work(result: Result) -> Iterator[str]:
    yield (
        "The same by the processors' work instead of the clock, which other work on the"
        " machine lengthens less (of Elasticsearch only its client's is seen):\n"
    )
    columns = ("p50", "p95", "ratio")
    yield _row(
        "", *(f"near {one}" for one in columns), *(f"no place {one}" for one in columns)
    )
    yield _line(7)
    for one in result.opponents.values():
        cells = []
        for kind in (Kind.NEAR, Kind.NOWHERE):
            latency, ours = one.latency.get(kind.value), _ours(result, kind)
            if latency and ours and ours.work95:
                ratio = _times(latency.work95 / ours.work95)
                cells += [_ms(latency.work50), _ms(latency.work95), ratio]
            else:
                cells += [NONE] * 3
        yield _row(one.title, *cells)


def _others(result: Result) -> Iterator[str]:
    yield "Other kinds of questions, p50 / p95 in milliseconds:\n"
    yield _row("", *(f"{one.value} ({result.asked[one.value]})" for one in OTHERS))
    yield _line(1 + len(OTHERS))
    for one in result.opponents.values():
        found = (one.latency.get(kind.value) for kind in OTHERS)
        yield _row(
            one.title,
            *(f"{_ms(f.p50)} / {_ms(f.p95)}" if f else NONE for f in found),
        )


def _costs(result: Result) -> Iterator[str]:
    yield _row(
        *("", "answers/s, 1 process", "2 processes", "build s", "disk MB"),
        *("peak RSS MB", "PSS MB", "change visible ms, p50 / most"),
    )
    yield _line(8)
    for one in result.opponents.values():
        alone, two = one.readers.get("1", {}), one.readers.get("2", {})
        yield _row(
            one.title,
            *(_count(some.get("per_second")) for some in (alone, two)),
            f"{one.built.seconds:.0f}" if one.built.seconds > 0.1 else NONE,
            f"{one.megabytes:,.0f}",
            *(_count(alone.get(name)) for name in ("peak", "share")),
            _visible(one),
        )


def _agreement(result: Result) -> Iterator[str]:
    yield _row("against the limit", "same totals", "same facets", "first page shared")
    yield _line(4)
    for one in result.opponents.values():
        said = one.agreement
        if said:
            asked = f"{said['questions']:.0f}"
            yield _row(
                one.title,
                f"{said['totals']:.0f} of {asked}",
                f"{said['facets']:.0f} of {asked}",
                f"{said['overlap']:.1%}",
            )


def _conditions(result: Result) -> Iterator[str]:
    about, versions = result.machine, result.versions
    yield (
        f"{about['processor']}, {about['cores']} cores, {about['memory']},"
        f" {about['system']}; Python {about['Python']}, "
        + ", ".join(f"{name} {version}" for name, version in versions.items())
        + f". Seed {result.seed}, {result.rounds} rounds, {about['day']}, commit"
        f" {about['commit']}. Load of the machine before and after:"
        f" {result.load[0]:.1f} and {result.load[1]:.1f} (1 is one process at work;"
        " the run itself is one)."
    )
    for name, why in result.absent.items():
        yield f"\nNot here: {name}. {why}"


def _ours(result: Result, kind: Kind) -> Latency | None:
    ours = result.opponents.get(REFERENCE)
    return ours.latency.get(kind.value) if ours else None


def _ratio(latency: Latency | None, ours: Latency | None) -> str:
    if latency is None or ours is None:
        return NONE
    if latency is ours:
        return "1"
    pairs = zip(latency.rounds, ours.rounds, strict=True)
    of_rounds = [theirs / mine for theirs, mine in pairs]
    low, high = _times(min(of_rounds)), _times(max(of_rounds))
    return f"{_times(latency.p95 / ours.p95)} ({low} to {high})"


def _three(latency: Latency | None) -> Sequence[str]:
    if latency is None:
        return (NONE,) * 3
    return tuple(map(_ms, (latency.p50, latency.p95, latency.p99)))


def _visible(one: Measured) -> str:
    if not one.visible:
        return NONE
    ordered = sorted(one.visible)
    return f"{_ms(ordered[len(ordered) // 2])} / {_ms(ordered[-1])}"


def _ms(value: float) -> str:
    return (
        f"{value:,.0f}"
        if value >= 100
        else f"{value:.2g}"
        if value < 1
        else f"{value:.1f}"
    )


def _times(value: float) -> str:
    if value < 1:
        return f"1/{_times(1 / value)}"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def _count(value: float | None) -> str:
    return NONE if value is None else f"{value:,.0f}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _line(columns: int) -> str:
    return "|" + "---|" * columns
