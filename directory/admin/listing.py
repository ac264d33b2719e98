"""What every page about listings shares: telling, confirming, filtering."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db.models import Model, QuerySet, TextField
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from directory.models import Record, Verified
from directory.stewardship import listings

PROVENANCE: Any = (
    _("Where it comes from"),
    {
        "classes": ["collapse"],
        "fields": ["source", "source_id", "removed_at"],
        "description": _(
            "The next import from the same source may write over what you change."
        ),
    },
)
CONFIRMED: Any = (
    _("Confirmed"),
    {
        "fields": [("verified_at", "verified_how", "verified_by")],
        "description": _(
            "When somebody last found it true. Changing a word is not confirming it; "
            "the actions above the list confirm many at once."
        ),
    },
)


class NarrowList(ChangeList):
    """A list that leaves long texts in the database: sorting carries every column."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet[Any]:
        """Leave out texts of the record, and of those it is shown with."""
        texts = texts_of(self.model)
        beside_it = self.list_select_related
        for name in () if isinstance(beside_it, bool) else beside_it:
            beside = self.model._meta.get_field(name).related_model
            texts += [f"{name}__{text}" for text in texts_of(beside)]
        return super().get_queryset(*args, **kwargs).defer(*texts)


def texts_of(model: Any) -> list[str]:
    """Return the names of a model's long texts."""
    fields = model._meta.concrete_fields
    return [field.name for field in fields if isinstance(field, TextField)]


class ListingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Whatever is saved here is told to the index in the same transaction."""

    readonly_fields: ClassVar[tuple[str, ...]] = ("source", "source_id", "removed_at")
    list_per_page = 50
    save_on_top = True
    # Most texts are a sentence or two; the boxes grow by their corner.
    formfield_overrides = {TextField: {"widget": AdminTextareaWidget({"rows": 3})}}

    def get_changelist(
        self,
        request: HttpRequest,
        **kwargs: Any,
    ) -> type[ChangeList]:
        """List without the long texts."""
        return NarrowList

    def save_model(
        self,
        request: HttpRequest,
        obj: Model,
        form: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Also tell of services that showed the record until now."""
        if change:
            listings.tell_changed(type(obj)._default_manager.filter(pk=obj.pk))
        super().save_model(request, obj, form, change)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001 - Django's signature
    ) -> None:
        """Tell of services that show the record from now on."""
        super().save_related(request, form, formsets, change)
        listings.tell_changed([form.instance])

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Tell of services that will show the record no more."""
        listings.tell_changed([obj])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        """Tell of each of them."""
        listings.tell_changed(queryset)
        super().delete_queryset(request, queryset)


class ConfirmingAdmin(ListingAdmin):
    """Records that somebody confirms now and then."""

    actions: tuple[str, ...] = ("confirm_by_phone", "confirm_by_agency")

    @admin.display(description=_("confirmed"), ordering="verified_at")
    def confirmed(self, record: Any) -> str:
        """The day on which it was last found true, and how."""
        if record.verified_at is None:
            return gettext("Never")
        day = date_format(timezone.localtime(record.verified_at))
        how = record.get_verified_how_display()
        return f"{day}, {lower_first(how)}" if how else day

    @admin.display(description=_("at the source"), ordering="removed_at")
    def at_source(self, record: Any) -> str:
        """Which source has it, or had it."""
        if record.removed_at is None:
            return record.source or gettext("Written here")
        day = date_format(timezone.localtime(record.removed_at))
        return gettext("Gone since %(day)s") % {"day": day}

    @admin.action(description=_("Confirmed today, by phone"), permissions=["change"])
    def confirm_by_phone(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Keep that somebody rang and it was true."""
        self._confirm(request, queryset, Verified.How.PHONE)

    @admin.action(
        description=_("Confirmed today, by the agency"), permissions=["change"]
    )
    def confirm_by_agency(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Keep that the agency itself said it is true."""
        self._confirm(request, queryset, Verified.How.AGENCY)

    def _confirm(
        self, request: HttpRequest, queryset: QuerySet[Any], how: Verified.How
    ) -> None:
        number = listings.confirm(queryset, by=str(request.user), how=how)
        said(
            self,
            request,
            ngettext("%(n)d record confirmed.", "%(n)d records confirmed.", number),
            number,
        )


def lower_first(words: str) -> str:
    """Return words as they stand within a sentence."""
    return words[:1].lower() + words[1:]


def said(
    page: "ModelAdmin[Any]", request: HttpRequest, sentence: str, number: int
) -> None:
    """Answer an action with how many it touched."""
    page.message_user(request, sentence % {"n": number}, messages.SUCCESS)


class ConfirmedFilter(admin.SimpleListFilter):
    """How long ago somebody found it true."""

    title = _("confirmed")
    parameter_name = "confirmed"

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        """The ages that stewards work by."""
        return [
            ("6", _("In the last 6 months")),
            ("12", _("6 to 12 months ago")),
            ("old", _("More than a year ago")),
            ("never", _("Never")),
        ]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Any]
    ) -> QuerySet[Any] | None:
        """Keep the records of the chosen age."""
        half, year = (timezone.now() - timedelta(days=days) for days in (183, 365))
        match self.value():
            case "6":
                return queryset.filter(verified_at__gte=half)
            case "12":
                return queryset.filter(verified_at__lt=half, verified_at__gte=year)
            case "old":
                return queryset.filter(verified_at__lt=year)
            case "never":
                return queryset.filter(verified_at__isnull=True)
        return queryset


class PresentFilter(admin.SimpleListFilter):
    """Whether the source still has it."""

    title = _("at the source")
    parameter_name = "present"

    def lookups(self, _request: HttpRequest, _page: Any) -> list[tuple[str, Any]]:
        """There, or gone."""
        return [("yes", _("Still there")), ("no", _("Gone"))]

    def queryset(
        self, _request: HttpRequest, queryset: QuerySet[Record]
    ) -> QuerySet[Record] | None:
        """Keep what is there, or what is gone."""
        if self.value() in {"yes", "no"}:
            return queryset.filter(removed_at__isnull=self.value() == "yes")
        return queryset
