"""The loop drawn from its own table, for docs/reference/referral-states.md."""

from referrals.models import REASON_WORDS, Outcome, Side, Status
from referrals.states import MOVES, STAGES


def mermaid() -> str:
    """The moves as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for (status, wanted), move in MOVES.items():
        if wanted == Status.ENTERED_IN_ERROR:
            continue
        start = "[*]" if status is None else _name(status)
        lines.append(f"  {start} --> {_name(wanted)}: {move.id} {_sides(move.sides)}")
    lines += [f"  {_name(status)} --> [*]" for status in Status if _ends(status)]
    return "\n".join(lines)


def tables() -> str:
    """Stages, reasons and outcomes as Markdown tables."""
    rows = ["| status | code | stages |", "|---|---|---|"]
    for status in Status:
        stages = ", ".join(f"`{stage}`" for stage in STAGES.get(status, ()))
        rows.append(f"| {status.label} | `{status}` | {stages} |")
    rows += ["", "| what says why | codes |", "|---|---|"]
    for status, words in REASON_WORDS.items():
        codes = ", ".join(f"`{code}`" for code in words.values)
        rows.append(f"| {status.label} | {codes} |")
    outcomes = ", ".join(f"`{code}`" for code in Outcome.values)
    rows.append(f"| {Status.COMPLETED.label}: its outcome | {outcomes} |")
    return "\n".join(rows)


def _name(status: Status) -> str:
    # Mermaid reads a hyphen as an arrow.
    return status.value.replace("-", "_")


def _sides(sides: frozenset[Side]) -> str:
    return " ".join(side.value for side in Side if side in sides)


def _ends(status: Status) -> bool:
    return status not in STAGES and status != Status.ENTERED_IN_ERROR
