"""The lexicon."""

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Q, QuerySet, TextField
from django.forms import Textarea
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from directory.models import TaxonomyTerm
from search import lexicon
from search.lexicon import actions, showing
from search.models import LexiconEntry

LONGEST = 200
SHOWN = 3


class WhoWroteItFilter(admin.SimpleListFilter):
    """Whether an entry came with Waypost or was written here."""

    title = _("written")
    parameter_name = "written"

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        """Here, or elsewhere."""
        return [("here", _("Here")), ("delivered", _("Came with Waypost"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[LexiconEntry]
    ) -> QuerySet[LexiconEntry] | None:
        """Keep one or the other."""
        if self.value() in {"here", "delivered"}:
            return queryset.filter(is_seed=self.value() == "delivered")
        return queryset


class KindFilter(admin.SimpleListFilter):
    """Entries that mean a kind of help: chosen, or by its name."""

    title = _("kind of help")
    parameter_name = "kind"
    # Longer lists are no filter; the search finds any name.
    most = 60

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        """The kinds at the top of the tree, which are few."""
        tops = TaxonomyTerm.objects.filter(removed_at=None, parent=None)
        rows = tops.exclude(children=None).distinct().order_by("name")
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name")][
            : self.most
        ]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[LexiconEntry]
    ) -> QuerySet[LexiconEntry] | None:
        """Keep entries for the kind or one right below it."""
        if self.value() not in {key for key, _name in self.lookup_choices}:
            return queryset
        kinds = TaxonomyTerm.objects.filter(removed_at=None).filter(
            Q(pk=self.value()) | Q(parent=self.value())
        )
        meant = Q(kinds__in=kinds)
        for name, name_es in kinds.values_list("name", "name_es"):
            for one in filter(None, (name, name.partition(" (")[0], name_es)):
                meant |= Q(stands_for__icontains=one)
        return queryset.filter(meant).distinct()


@admin.register(LexiconEntry)
class LexiconEntryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Entries are switched off, not deleted: the next release would bring them back."""

    list_display = ("text", "language", "means", "is_needed", "is_active", "written")
    list_filter = ("language", KindFilter, WhoWroteItFilter, "is_active", "is_needed")
    search_fields = ("text", "stands_for", "kinds__name", "kinds__name_es", "note")
    search_help_text = _("What people write, what it stands for, or a kind of help.")
    ordering = ("text", "pk")
    list_per_page = 50
    save_on_top = True
    autocomplete_fields = ("kinds",)
    actions = ("switch_on", "switch_off")
    formfield_overrides = {TextField: {"widget": Textarea({"rows": 8, "cols": 40})}}
    fieldsets = (
        (None, {"fields": ["text", "language", "stands_for", "kinds"]}),
        (
            _("How it counts"),
            {"fields": ["weight", "is_needed", "is_active", "note"]},
        ),
        (_("How it is read"), {"fields": ["reading", "written"]}),
    )
    readonly_fields = ("reading", "written")
    change_list_template = "admin/search/lexicon/change_list.html"

    def get_readonly_fields(
        self, request: HttpRequest, obj: LexiconEntry | None = None
    ) -> tuple[str, ...]:
        """Keep what people write: another text is another entry."""
        fixed = ("text", "language") if obj else ()
        return (*fixed, *self.readonly_fields)

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which a question can be tried."""
        own = path(
            "try/",
            self.admin_site.admin_view(self.trying),
            name="search_lexiconentry_try",
        )
        return [own, *super().get_urls()]

    def trying(self, request: HttpRequest) -> HttpResponse:
        """Show what a question is read as, and by which entries."""
        text = request.GET.get("q", "").replace("\0", "")[:LONGEST]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try a question"),
            "opts": self.opts,
            "text": text,
            "groups": showing.shown(lexicon.explain(text)),
        }
        return TemplateResponse(request, "admin/search/lexicon/try.html", context)

    def save_model(
        self,
        request: HttpRequest,
        obj: LexiconEntry,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Also say that it is the site's own from now on."""
        actions.mark(obj, by=cast("AbstractBaseUser", request.user))
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Let it take effect, with its kinds of help."""
        super().save_related(request, form, formsets, change)
        answered = actions.kept(form.instance)
        if answered:
            self.message_user(
                request,
                _("The question that asked for it is off the list."),
                messages.SUCCESS,
            )

    def has_delete_permission(
        self, _request: HttpRequest, _obj: LexiconEntry | None = None
    ) -> bool:
        """Nobody deletes: see the class."""
        return False

    @admin.action(description=_("Take into use"), permissions=["change"])
    def switch_on(self, request: HttpRequest, chosen: QuerySet[LexiconEntry]) -> None:
        """Let questions be read by them."""
        self._switch(request, chosen, on=True)

    @admin.action(description=_("Take out of use"), permissions=["change"])
    def switch_off(self, request: HttpRequest, chosen: QuerySet[LexiconEntry]) -> None:
        """Let no question be read by them."""
        self._switch(request, chosen, on=False)

    def _switch(
        self, request: HttpRequest, chosen: QuerySet[LexiconEntry], *, on: bool
    ) -> None:
        user = cast("AbstractBaseUser", request.user)
        count = actions.switch(list(chosen), on=on, by=user)
        said = ngettext("%(n)d entry changed.", "%(n)d entries changed.", count)
        self.message_user(request, said % {"n": count}, messages.SUCCESS)

    @admin.display(description=_("stands for"))
    def means(self, entry: LexiconEntry) -> str:
        """The first lines of what it stands for."""
        lines = entry.stands_for.splitlines()
        return ", ".join(lines[:SHOWN]) + ("…" if len(lines) > SHOWN else "")

    @admin.display(description=_("written"))
    def written(self, entry: LexiconEntry) -> str:
        """Where it was written."""
        return str(_("Came with Waypost") if entry.is_seed else _("Here"))

    @admin.display(description=_("read as"))
    def reading(self, entry: LexiconEntry) -> str:
        """A link to the page that shows what a question with it is read as."""
        if not entry.text:
            return str(_("Save it first; then see how a question is read."))
        address = reverse("admin:search_lexiconentry_try")
        return format_html(
            '<a href="{}?q={}">{}</a>',
            address,
            entry.text,
            _("See how a question with it is read"),
        )
