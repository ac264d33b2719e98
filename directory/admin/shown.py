"""Whether the public finds a service, and if not, why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from directory.admin.listing import lower_first
from directory.models import Service, Visibility


def why_hidden(service: Service) -> str:
    """Return why the public does not find a service; empty: it does.

    The first reason of those that ``listed()`` goes by.
    """
    organization = service.organization
    reasons = (
        (service.removed_at, _("gone from its source")),
        (service.merged_into_id, _("merged into another")),
        (service.status != Service.Status.ACTIVE, service.get_status_display()),
        (not service.is_approved, _("waits for approval")),
        (service.visibility != Visibility.PUBLIC, service.get_visibility_display()),
        (
            organization.removed_at or organization.visibility != Visibility.PUBLIC,
            _("its organization is hidden"),
        ),
    )
    said = next((words for is_so, words in reasons if is_so), "")
    return lower_first(str(said))


class ListedFilter(admin.SimpleListFilter):
    """Whether the public finds it."""

    title = _("listed")
    parameter_name = "listed"

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        """Found, or hidden for whatever reason."""
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Service]
    ) -> QuerySet[Service] | None:
        """Keep what the public finds, or what it does not."""
        listed = Service.objects.listed().values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=listed)
            case "no":
                return queryset.exclude(pk__in=listed)
        return queryset
