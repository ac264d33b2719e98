"""Questions asked in vain, for stewards to make an entry of or to leave."""

from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from search.lexicon import actions
from search.models import UnansweredSearch

Status = UnansweredSearch.Status


class StatusFilter(admin.SimpleListFilter):
    """Those that wait, unless others are asked for."""

    title = _("status")
    parameter_name = "status"

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        """Those that are dealt with; waiting is what is shown without a choice."""
        return [(Status.TAKEN, Status.TAKEN.label), (Status.LEFT, Status.LEFT.label)]

    def choices(self, changelist: Any) -> Any:
        """Call the list without a choice by its name."""
        every = super().choices(changelist)
        yield {**next(every), "display": Status.WAITING.label}
        yield from every

    def queryset(self, _request: HttpRequest, queryset: Any) -> Any:
        """Keep one status."""
        return queryset.filter(status=self.value() or Status.WAITING)


@admin.register(UnansweredSearch)
class UnansweredSearchAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A queue, not a table: nothing is written here by hand."""

    list_display = ("text", "count", "first_on", "last_on", "choices")
    list_display_links = None
    ordering = ("-count", "pk")
    list_filter = (StatusFilter,)
    search_fields = ("text",)
    list_per_page = 50
    actions = None

    def get_urls(self) -> list[URLPattern]:
        """Add the presses."""
        return [
            path(
                f"<int:pk>/{verb}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"search_unansweredsearch_{verb}",
            )
            for verb, view in (("leave", self.leave), ("take-back", self.take_back))
        ] + super().get_urls()

    def leave(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take it off the list."""
        return self._press(request, pk, actions.leave, _("Left without an entry."))

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put it back on the list."""
        return self._press(request, pk, actions.take_back, _("It is back on the list."))

    def _press(
        self, request: HttpRequest, pk: int, act: Any, said: Any
    ) -> HttpResponse:
        asked = get_object_or_404(UnansweredSearch, pk=pk)
        if not self.has_view_permission(request, asked):
            return HttpResponse(status=403)
        act(asked)
        self.message_user(request, f"{asked.text}: {said}", messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:search_unansweredsearch_changelist"))

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Searches add."""
        return False

    def has_change_permission(
        self, _request: HttpRequest, _obj: UnansweredSearch | None = None
    ) -> bool:
        """What was asked stays as it was asked."""
        return False

    def has_delete_permission(
        self, _request: HttpRequest, _obj: UnansweredSearch | None = None
    ) -> bool:
        """Time deletes."""
        return False

    @admin.display(description=_("what to do"))
    def choices(self, asked: UnansweredSearch) -> SafeString:
        """An entry, or none; each is one press."""
        made = reverse("admin:search_lexiconentry_add")
        said = urlencode({"text": asked.text})
        if asked.status == Status.TAKEN:
            return format_html("{}", cast("Any", asked.get_status_display()))
        verb, label = (
            ("leave", _("Leave it"))
            if asked.status == Status.WAITING
            else ("take-back", _("Put it back"))
        )
        return format_html(
            '<a class="button" href="{}?{}">{}<span class="visually-hidden">: {}</span>'
            '</a> <button class="button" type="submit" formaction="{}">{}'
            '<span class="visually-hidden">: {}</span></button>',
            made,
            said,
            _("Make an entry of it"),
            asked.text,
            reverse(f"admin:search_unansweredsearch_{verb}", args=[asked.pk]),
            label,
            asked.text,
        )
