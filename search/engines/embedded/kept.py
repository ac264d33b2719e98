"""What was read of a compiled file: the next question is much like the last one.

A compiled file never changes, so what was read of it stays true.
"""

from collections.abc import Hashable, Iterable
from threading import Lock
from typing import Any

# Beside the bytes themselves, what Python and numpy need to hold them.
BESIDE = 200


class Kept:
    """Keeps what threads read, up to so many bytes; the oldest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: dict[Hashable, tuple[Any, int]] = {}
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """Return what is kept, or ``None``."""
        held = self._held.get(key)
        return held and held[0]

    def many(self, keys: Iterable[str]) -> dict[str, Any]:
        """Return what is kept of some keys."""
        held = self._held
        return {key: held[key][0] for key in keys if key in held}

    def put(self, key: Hashable, value: Any, size: int) -> None:
        """Keep a value of so many bytes."""
        with self._lock:
            if key in self._held:
                return
            self._held[key] = value, size + BESIDE
            self._size += size + BESIDE
            while self._size > self._most:
                oldest = next(iter(self._held))
                self._size -= self._held.pop(oldest)[1]
