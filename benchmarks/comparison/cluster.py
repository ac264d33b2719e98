"""A PostgreSQL of our own in a folder: started when needed, stopped afterwards."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import psycopg

from benchmarks.comparison.opponents import AbsentError

OWNER = "nobody"
SETTINGS = (
    # As a guide to tuning says for a machine of some gigabytes; the plain opponent
    # shares the larger cache, to its advantage.
    *("shared_buffers=2GB", "effective_cache_size=6GB", "maintenance_work_mem=512MB"),
    *("max_wal_size=4GB", "checkpoint_timeout=30min", "listen_addresses="),
)


class Cluster:
    """One data folder and its server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "postgres"
        self._programs = _programs()

    def start(self) -> None:
        """Make the data folder if there is none, and start unless it runs."""
        if not (self.folder / "data").exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            if os.getuid() == 0:
                shutil.chown(self.folder, OWNER)
            self._run(
                *("initdb", "-U", "waypost", "-A", "trust", "-E", "UTF8"),
                *("--locale=C.UTF-8", "-D", str(self.folder / "data")),
            )
        if not self.is_running():
            options = " ".join(f"-c {one}" for one in SETTINGS)
            self._control("start", "-w", "-l", str(self.folder / "log"), options)

    def stop(self) -> None:
        """Stop the server."""
        if self.is_running():
            self._control("stop", "-m", "fast")

    def is_running(self) -> bool:
        """Whether the server answers."""
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self) -> psycopg.Connection:
        """Connect through the folder's socket; every statement commits."""
        return psycopg.connect(
            host=str(self.folder),
            user="waypost",
            dbname="postgres",
            autocommit=True,
            # A plan for each question: the general plan is worse.
            prepare_threshold=None,
        )

    def _control(self, verb: str, *options: str) -> None:
        data = str(self.folder / "data")
        if verb == "start":
            sockets = f"-c unix_socket_directories={self.folder} {options[-1]}"
            options = (*options[:-1], "-o", sockets)
        self._run("pg_ctl", "-D", data, *options, verb)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*_as_owner(), str(self._programs / program), *arguments]
        with (self.folder.parent / "postgres.log").open("ab") as log:
            done = subprocess.run(  # noqa: S603 - our own command
                command, cwd="/", stdout=log, stderr=log, check=False
            )
        if done.returncode:
            message = f"PostgreSQL's {program} failed: see {log.name}."
            raise AbsentError(message)


def _programs() -> Path:
    """Return the folder of the newest server on this machine."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    anywhere = shutil.which("initdb")
    if not found and not anywhere:
        message = "There is no PostgreSQL server on this machine (initdb)."
        raise AbsentError(message)
    return (found[-1] if found else Path(str(anywhere))).parent


def _as_owner() -> Sequence[str]:
    """PostgreSQL refuses to run as root."""
    if os.getuid():
        return ()
    return ("setpriv", "--reuid", OWNER, "--regid", "nogroup", "--clear-groups")
