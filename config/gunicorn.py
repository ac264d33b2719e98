"""How gunicorn serves the site; ``make demo`` adds the address and the workers."""

from typing import Any

loglevel = "warning"
# Threads, so that a slow visitor does not hold a whole worker.
threads = 4


def when_ready(server: Any) -> None:
    """Say where the site is, once it really listens."""
    host, port = server.address[0]
    # Not a log line: it must show whatever the log level is.
    print(f"\nWaypost is at http://{host}:{port}  (Ctrl-C stops it)", flush=True)  # noqa: T201
