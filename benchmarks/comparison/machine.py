"""What the numbers were measured on."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def load() -> float:
    """Return how many processes wanted a core, over the last minute."""
    return os.getloadavg()[0]


def about() -> dict[str, str]:
    """Return the machine, its system, the day and our commit."""
    return {
        "processor": _line("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{_gigabytes():.0f} GB",
        "system": platform.platform(terse=True),
        "Python": platform.python_version(),
        "day": datetime.now(UTC).date().isoformat(),
        "commit": _said("git", "rev-parse", "--short", "HEAD"),
    }


def _gigabytes() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def _line(path: str, name: str) -> str:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return ""
    return next((one.partition(":")[2].strip() for one in lines if name in one), "")


def _said(*command: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip()
