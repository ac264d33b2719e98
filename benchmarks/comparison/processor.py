"""How long processors have worked for somebody."""

import os
import time
from pathlib import Path

NANOSECONDS = 1e6


def milliseconds(other: int | None) -> float:
    """Return the work of this thread and of another process's first, where told.

    Linux tells of other processes; elsewhere, and for a server that is not ours to look
    at, this thread's is all.
    """
    mine = time.thread_time_ns() / NANOSECONDS
    if other is None or other == os.getpid():
        return mine
    try:
        told = Path(f"/proc/{other}/schedstat").read_text()
    except OSError:
        return mine
    return mine + int(told.split()[0]) / NANOSECONDS
