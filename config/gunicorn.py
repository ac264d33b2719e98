"""How gunicorn serves the site; ``make demo`` adds the address and the workers."""

from typing import Any

loglevel = "warning"
# Threads, so that a slow visitor does not hold a whole worker; and plain words for
# what gunicorn itself refuses.
worker_class = "config.worker.Worker"
threads = 4
# The longest that it allows, in bytes. Django refuses in its own words a little before.
limit_request_line = 8190
# The one that the worker teaches.
http_parser = "python"


def when_ready(server: Any) -> None:
    """Say where the site is, once it really listens."""
    host, port = server.address[0]
    # Not a log line: it must show whatever the log level is.
    print(f"\nWaypost is at http://{host}:{port}  (Ctrl-C stops it)", flush=True)  # noqa: T201


def post_worker_init(_worker: Any) -> None:
    """Make the lexicon before the first visitor asks, who would wait for it."""
    # Late: Django is set up only now.
    from search import lexicon  # noqa: PLC0415

    lexicon.read("")
