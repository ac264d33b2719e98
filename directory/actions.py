"""Changes to the directory that more than one door makes."""

from collections.abc import Iterable
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from directory.models import Service
from directory.signals import listings_changed


@transaction.atomic
def mark_changed(service_ids: Iterable[UUID], *, at: datetime | None = None) -> None:
    """Say that something in these listings changed.

    Moves ``last_modified`` and tells the packages above, in one transaction with
    the change itself, so that an index can never miss it.
    """
    for chunk in batched(dict.fromkeys(service_ids), 500, strict=False):
        Service.objects.filter(pk__in=chunk).update(last_modified=at or timezone.now())
        listings_changed.send(sender=Service, service_ids=list(chunk))
