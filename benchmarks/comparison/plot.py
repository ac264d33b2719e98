"""Results as one picture: a line from p50 to p95 for each opponent and size."""

import math
from collections.abc import Iterator, Sequence

from benchmarks.comparison.results import Latency, Result
from benchmarks.questions import Kind

WIDTH, LEFT, RIGHT, ROW, HEAD = 860, 250, 40, 24, 46
COLOURS = {
    "embedded": "#0b5c6b",
    "limit": "#6b7280",
    "elastic": "#7a3e9d",
    "elasticsearch": "#b07cc6",
    "postgres-strong": "#c2410c",
    "postgres": "#e0a184",
}
OPENING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" role="img" aria-labelledby="title"'
    ' font-family="system-ui, sans-serif" font-size="13">'
)
PANELS = (Kind.NEAR, Kind.NOWHERE)


def plot(results: Sequence[Result]) -> str:
    """Return the picture as SVG; milliseconds on a scale of tenfolds."""
    shown = [
        (kind, result)
        for kind in PANELS
        for result in results
        if any(kind.value in one.latency for one in result.opponents.values())
    ]
    every = [
        ms
        for kind, result in shown
        for one in result.opponents.values()
        if kind.value in one.latency
        for ms in (one.latency[kind.value].p50, one.latency[kind.value].p95)
    ]
    low = math.floor(math.log10(min(every)))
    high = math.ceil(math.log10(max(every)))
    parts: list[str] = []
    top = HEAD
    for kind, result in shown:
        parts += _panel(kind, result, top, (low, high))
        top += HEAD + ROW * sum(
            kind.value in o.latency for o in result.opponents.values()
        )
    sizes = " and ".join(f"{result.count:,}" for result in results)
    return "\n".join(
        [
            OPENING.format(width=WIDTH, height=top),
            f'<title id="title">Milliseconds, p50 to p95, at {sizes} documents</title>',
            f'<rect width="{WIDTH}" height="{top}" fill="#fff"/>',
            *parts,
            "</svg>\n",
        ]
    )


def _panel(
    kind: Kind, result: Result, top: int, scale: tuple[int, int]
) -> Iterator[str]:
    rows = [
        (name, one.title.strip("*"), one.latency[kind.value])
        for name, one in result.opponents.items()
        if kind.value in one.latency
    ]
    bottom = top + ROW * len(rows)
    yield (
        f'<text x="{LEFT}" y="{top - 22}" font-weight="600" fill="#1b2430">'
        f"{result.count:,} documents, {kind.value}</text>"
    )
    for power in range(scale[0], scale[1] + 1):
        x = _x(10**power, scale)
        yield f'<path d="M{x} {top - 4}V{bottom}" stroke="#e5e7eb"/>'
        yield (
            f'<text x="{x}" y="{top - 7}" font-size="11" fill="#4b5563"'
            f' text-anchor="middle">{10.0**power:g} ms</text>'
        )
    for at, (name, title, latency) in enumerate(rows):
        yield from _mark(name, title, latency, top + ROW * at + ROW // 2, scale)


def _mark(
    name: str, title: str, latency: Latency, y: int, scale: tuple[int, int]
) -> Iterator[str]:
    colour = COLOURS.get(name, "#1b2430")
    first, last = _x(latency.p50, scale), _x(latency.p95, scale)
    weight = ' font-weight="600"' if name == "embedded" else ""
    yield (
        f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end" fill="#1b2430"{weight}>'
        f"{title}</text>"
    )
    yield f'<path d="M{first} {y}H{last}" stroke="{colour}" stroke-width="4"/>'
    yield f'<circle cx="{first}" cy="{y}" r="5" fill="{colour}"/>'
    yield f'<path d="M{last} {y - 7}v14" stroke="{colour}" stroke-width="4"/>'


def _x(ms: float, scale: tuple[int, int]) -> float:
    low, high = scale
    part = (math.log10(ms) - low) / (high - low)
    return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)
