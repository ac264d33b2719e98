"""How much memory a process uses, where the system tells (Linux)."""

from pathlib import Path

NAMES = {"VmHWM": "peak", "VmRSS": "resident", "Pss": "share"}


def of(process: int | None) -> dict[str, float]:
    """Return megabytes: at its peak, resident, and its proportional share."""
    found: dict[str, float] = {}
    if process is None:
        return found
    for file in ("status", "smaps_rollup"):
        try:
            lines = Path(f"/proc/{process}/{file}").read_text().splitlines()
        except OSError:
            continue
        for line in lines:
            name, _, rest = line.partition(":")
            if name in NAMES:
                found[NAMES[name]] = int(rest.split()[0]) / 1024
    return found
