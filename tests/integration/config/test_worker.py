import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import TConn

from config.worker import AskedRequest, Worker

SETTINGS = Path(__file__).resolve().parents[3] / "config" / "gunicorn.py"


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Send bytes to one worker without any site behind it; return head and body."""
    monkeypatch.setattr(RequestParser, "mesg_class", AskedRequest)
    written: dict[str, Any] = {}
    exec(SETTINGS.read_text(), written)
    config = Config()
    for name in ("worker_class", "threads", "limit_request_line", "http_parser"):
        config.set(name, written[name])
    assert config.worker_class is Worker
    worker = Worker(0, 0, [], None, 30, config, Logger(config))

    def ask(sent: bytes) -> tuple[str, str]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            asking = threading.Thread(target=theirs.sendall, args=(sent,))
            asking.start()
            peer = ("127.0.0.1", 1)
            worker.handle(TConn(config, ours, peer, ("127.0.0.1", 80)))
            asking.join()
            answer = theirs.makefile("rb").read().decode()
        head, _, body = answer.partition("\r\n\r\n")
        length = re.search(r"Content-Length: (\d+)", head)
        assert length
        assert int(length[1]) == len(body.encode())
        return head, body

    yield ask
    worker.tmp.close()


def test_an_address_over_8_kb_is_answered_in_words_by_a_page(ask: Any) -> None:
    head, body = ask(b"GET /search?q=" + b"x" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")

    assert head.startswith("HTTP/1.1 414 ")
    assert "text/html" in head
    assert "longer than we can read" in body
    assert "más larga de lo que podemos leer" in body
    assert "xxx" not in body


@pytest.mark.parametrize("size", [9000, 10_000_000])
def test_a_program_gets_a_problem_document(ask: Any, size: int) -> None:
    head, body = ask(
        b"GET /api/v1/search?q=" + b"x" * size + b" HTTP/1.1\r\nHost: a\r\n\r\n"
    )

    assert head.startswith("HTTP/1.1 414 ")
    assert "Content-Type: application/problem+json" in head
    assert '"status": 414' in body
    assert '"code": "address_too_long"' in body


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /api/v1/search HTTP/1.1\r\nX: " + b"y" * 9000 + b"\r\n\r\n", 431),
        (b"GET /api/v1/search HTTP/1.1\r\nno colon here\r\n\r\n", 400),
        (b"GET /api/v1/search HTTP/9.9\r\nHost: a\r\n\r\n", 400),
    ],
)
def test_headers_that_cannot_be_read_are_a_problem_too(
    ask: Any, sent: bytes, status: int
) -> None:
    head, body = ask(sent)

    assert head.startswith(f"HTTP/1.1 {status} ")
    assert "application/problem+json" in head
    assert "no colon here" not in body


def test_nothing_of_what_was_sent_is_logged(
    ask: Any, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    _head, body = ask(b"Ana Mendoza, 12 Elm Street\r\n\r\n")

    heard = body + caplog.text + "".join(capfd.readouterr())
    assert "We could not read what was sent" in heard
    assert "Mendoza" not in heard
