"""Putting services into the index and taking them out, as fast as it can take them."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from search.engines.elastic.client import in_plain_words, refusal

log = logging.getLogger(__name__)

CHUNK = 500
MOST_BYTES = 8 * 1024 * 1024
# A server that is too busy is left alone for 0.5, 1, 2 … seconds, so often.
TRIES = 5
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
SECONDS = 30.0

CONFLICT = 409
MISSING = 404
BAD = 400


@dataclass(slots=True)
class Written:
    """What became of one delivery."""

    newer: set[UUID] = field(default_factory=set)
    """Services of which the index holds a newer state: ours was left out."""


def deliver(
    client: Elasticsearch,
    targets: Sequence[str],
    service_ids: Sequence[UUID],
    bodies: Mapping[UUID, dict[str, Any]],
    version: int,
) -> Written:
    """Give these services to all targets: their bodies, or the news that they left.

    ``version`` is the moment before they were read: nothing older goes over them, and
    they go over nothing newer.

    Raises:
        MissingError: a target is not there (any more).
        SearchUnavailableError: the server is busy, full, read-only or away.
    """
    written = Written()
    actions = (
        _action(target, service_id, bodies.get(service_id), version)
        for service_id in service_ids
        for target in targets
    )
    with in_plain_words():
        for action, about in _sent(client, actions):
            _note(action, about, written)
    return written


def _sent(
    client: Elasticsearch, actions: Iterator[dict[str, Any]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Send in pieces, and yield each action's name with what came of it."""
    patient = client.options(request_timeout=SECONDS, max_retries=1)
    for _, result in streaming_bulk(
        patient,
        actions,
        chunk_size=CHUNK,
        max_chunk_bytes=MOST_BYTES,
        raise_on_error=False,
        max_retries=TRIES,
        initial_backoff=FIRST_PAUSE,
        max_backoff=LONGEST_PAUSE,
        # Else an index would be made on the way, with any mapping.
        require_alias=True,
    ):
        yield from result.items()


def _action(
    target: str, service_id: UUID, body: dict[str, Any] | None, version: int
) -> dict[str, Any]:
    action = {
        "_index": target,
        "_id": str(service_id),
        "version": version,
        "version_type": "external_gte",
    }
    if body is None:
        return action | {"_op_type": "delete"}
    return action | {"_op_type": "index", "_source": body}


def _note(action: str, about: Mapping[str, Any], written: Written) -> None:
    error = about.get("error")
    if not error:
        return
    status, kind = about["status"], _kind(error)
    service_id = UUID(about["_id"])
    if status == CONFLICT:
        written.newer.add(service_id)
    elif status == BAD:
        # One body that the server cannot read must not hold up all others.
        log.error(
            "Elasticsearch refused to %s service %s: %s", action, service_id, kind
        )
    else:
        raise refusal(status, kind)


def _kind(error: Any) -> str:
    return str(error["type"] if isinstance(error, Mapping) else error)
