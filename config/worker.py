"""A gunicorn worker that says in plain words what it could not read.

Such requests never reach Django: there is no language, no template and no view, and
nothing of what was sent is written down or sent back.
"""

import json
import socket
import time
from typing import Any

from gunicorn import util
from gunicorn.http.errors import (
    ConfigurationProblem,
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.workers.gthread import ThreadWorker

from config.problems import API_PATH, CONTENT_TYPE, problem

# What happened and what to do, in English and Spanish: nobody knows yet which one the
# visitor reads.
TOO_LONG = (
    ("That address is longer than we can read.", "Say it in fewer words."),
    (
        "Esa dirección es más larga de lo que podemos leer.",
        "Dígalo con menos palabras.",
    ),
)
TOO_MUCH = (
    (
        "Your browser sent more than we can read.",
        "Clear this site's cookies and try again.",
    ),
    (
        "Su navegador envió más de lo que podemos leer.",
        "Borre las cookies de este sitio e inténtelo de nuevo.",
    ),
)
NOT_READ = (
    ("We could not read what was sent.", "Go back and try again."),
    ("No pudimos leer lo que se envió.", "Regrese e inténtelo de nuevo."),
)
# The site's face, in little: the names of the real sheets are Django's to know.
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Waypost</title>
<style>
:root {{ color-scheme: light dark }}
body {{ margin: 0; border-top: 6px solid light-dark(#0b5c63, #7ccfd0);
  font: 1.125rem/1.5 system-ui, sans-serif; overflow-wrap: break-word;
  color: light-dark(#1d2733, #e9edf1); background: light-dark(#faf8f4, #12171c) }}
main {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem }}
h1, .other {{ font: 700 1.75rem/1.25 Georgia, serif; margin: 2rem 0 0 }}
p {{ margin: .5rem 0 0 }}
a {{ display: inline-block; padding: .5rem 0; color: light-dark(#0b5c63, #7ccfd0) }}
</style>
<main>
<h1>{title}</h1>
<p>{cure} <a href="/">Waypost: find help</a></p>
<div lang="es">
<p class="other">{spanish_title}</p>
<p>{spanish_cure} <a href="/" hreflang="es">Waypost: buscar ayuda</a></p>
</div>
</main>
"""
# These are no fault of the visitor's.
OURS = (ConfigurationProblem, InvalidResponseHeader, InvalidResponseHeaderName)
# What a visitor may still be sending when the answer goes out: a browser shows an
# answer only once it was heard to the end. Bytes, and seconds.
MOST_DRAINED = 16 * 1024 * 1024
LONGEST_DRAIN = 3.0


class AskedRequest(Request):  # type: ignore[misc]
    """A request that tells with its error whom it was for."""

    asked = b""

    def parse(self, unreader: Any) -> bytearray:
        """Read what stands before the body."""
        try:
            rest: bytearray = super().parse(unreader)
        except ParseException as error:
            error.asked = self.asked
            raise
        return rest

    def read_line(
        self, unreader: Any, buf: bytearray, limit: int = 0
    ) -> tuple[bytes, bytearray]:
        """Read the first line, and keep how it began even when it has no end."""
        try:
            line: tuple[bytes, bytearray] = super().read_line(unreader, buf, limit)
        finally:
            self.asked = bytes(buf[:100])
        return line


class Worker(ThreadWorker):  # type: ignore[misc]
    """Threads, and readable answers to what cannot be read."""

    def init_process(self) -> None:
        """Take our requests in place of gunicorn's, in this process."""
        RequestParser.mesg_class = AskedRequest
        super().init_process()

    def handle_error(
        self, req: Any, client: socket.socket, addr: Any, exc: Exception
    ) -> None:
        """Answer for a request that Django never saw."""
        if not isinstance(exc, ParseException) or isinstance(exc, OURS):
            super().handle_error(req, client, addr, exc)
            return
        answer = answer_to(exc)
        # The error's own text repeats what was sent, which may be about somebody.
        self.log.warning("A request could not be read: %s", type(exc).__name__)
        try:
            client.settimeout(LONGEST_DRAIN)
            util.write(client, answer)
            _hear_out(client)
        except OSError:
            self.log.debug("A visitor left before the answer.")


def answer_to(error: ParseException) -> bytes:
    """Return the whole answer: a page, or a problem below ``/api/``."""
    status, code, words = 400, "bad_request", NOT_READ
    if isinstance(error, LimitRequestLine):
        status, code, words = 414, "address_too_long", TOO_LONG
    elif isinstance(error, LimitRequestHeaders):
        status, code, words = 431, "headers_too_large", TOO_MUCH
    english, spanish = words
    document = problem(status, code, " ".join(english))
    path = getattr(error, "asked", b"").partition(b" ")[2]
    if path.startswith(API_PATH.encode()):
        kind, body = CONTENT_TYPE, json.dumps(document)
    else:
        kind = "text/html; charset=utf-8"
        body = PAGE.format(
            title=english[0].rstrip("."),
            cure=english[1],
            spanish_title=spanish[0].rstrip("."),
            spanish_cure=spanish[1],
        )
    head = (
        f"HTTP/1.1 {status} {document['title']}\r\nConnection: close\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {len(body.encode())}\r\n"
        "Cache-Control: no-store\r\n\r\n"
    )
    return f"{head}{body}".encode()


def _hear_out(client: socket.socket) -> None:
    """Throw away what still comes, piece by piece, for a bounded time."""
    client.shutdown(socket.SHUT_WR)
    until, heard = time.monotonic() + LONGEST_DRAIN, 0
    while heard < MOST_DRAINED and time.monotonic() < until:
        piece = client.recv(65536)
        if not piece:
            return
        heard += len(piece)
