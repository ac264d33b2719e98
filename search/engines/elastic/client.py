"""The official client, told where the nodes are; and its errors in plain words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch import ConnectionTimeout as Late

from search.engines import SearchUnavailableError


@dataclass(frozen=True, slots=True)
class Connection:
    """Where Elasticsearch is, and how it knows us."""

    hosts: tuple[str, ...]
    index: str = "waypost"
    """What the names of its indices begin with."""
    api_key: str = ""
    user: str = ""
    password: str = ""
    ca_certs: str = ""
    """A file of certificates to trust; empty: those of the system."""
    verify_certs: bool = True
    timeout: float = 3.0
    """Seconds that one node may take to answer a question."""
    shards: int = 1
    """Into how many parts a new index is split."""

    def client(self) -> Elasticsearch:
        """Return a client; it connects when it is first used."""
        options: dict[str, Any] = {}
        if self.api_key:
            options["api_key"] = self.api_key
        elif self.user:
            options["basic_auth"] = (self.user, self.password)
        if any(host.startswith("https://") for host in self.hosts):
            options["verify_certs"] = self.verify_certs
            if self.ca_certs:
                options["ca_certs"] = self.ca_certs
            if not self.verify_certs:
                options["ssl_show_warn"] = False
        return Elasticsearch(
            list(self.hosts),
            request_timeout=self.timeout,
            # The next node is asked; each one once, and one alone twice.
            max_retries=max(1, len(self.hosts) - 1),
            retry_on_timeout=len(self.hosts) > 1,
            retry_on_status=(502, 503, 504),
            **options,
        )


class MissingError(SearchUnavailableError):
    """An index or alias that must be there is not."""


class NotUnderstoodError(SearchUnavailableError):
    """Elasticsearch could make nothing of one request; of others it may well."""

    is_lasting = False


NO_INDEX = (
    "Elasticsearch has no search index. Run manage.py reindex, or let the worker do it."
)
REFUSED = "Elasticsearch does not accept our key or password."
FULL = (
    "Elasticsearch takes no changes: its disk is full or the index is read-only. "
    "Changes wait."
)
BUSY = "Elasticsearch is too busy. Changes wait."
_BY_STATUS = {401: REFUSED, 403: REFUSED, 413: FULL, 429: BUSY}


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn whatever goes wrong with Elasticsearch into what a person can act on."""
    try:
        yield
    except Late as error:
        message = "Elasticsearch takes too long to answer."
        raise SearchUnavailableError(message) from error
    except TransportError as error:
        message = f"Elasticsearch cannot be reached ({type(error).__name__})."
        raise SearchUnavailableError(message) from error
    except ApiError as error:
        raise refusal(error.status_code, str(error.error)) from error


def refusal(status: int, kind: str) -> SearchUnavailableError:
    """Return the error for an answer that is none: its status, and Elastic's name."""
    if kind in {"index_not_found_exception", "aliases_not_found_exception"}:
        return MissingError(NO_INDEX)
    if kind == "cluster_block_exception":
        return SearchUnavailableError(FULL)
    if status == 400:
        return NotUnderstoodError(f"Elasticsearch did not understand it ({kind}).")
    told = _BY_STATUS.get(status, f"Elasticsearch could not do it ({status} {kind}).")
    return SearchUnavailableError(told)
