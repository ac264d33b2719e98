"""Kinds of help."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from directory.admin.listing import PROVENANCE, ListingAdmin, PresentFilter
from directory.models import Taxonomy, TaxonomyTerm


@admin.register(Taxonomy)
class TaxonomyAdmin(ListingAdmin):
    ordering = ("name", "pk")
    list_display = ("name", "version", "source")
    search_fields = ("name",)
    fieldsets = (
        (None, {"fields": ["name", "description", "version", "uri"]}),
        PROVENANCE,
    )


@admin.register(TaxonomyTerm)
class TaxonomyTermAdmin(ListingAdmin):
    ordering = ("name", "pk")
    list_display = ("name", "name_es", "code", "parent", "taxonomy_detail")
    list_select_related = ("parent", "taxonomy_detail")
    list_filter = (PresentFilter, "taxonomy_detail", "source")
    search_fields = ("name", "name_es", "code")
    autocomplete_fields = ("parent", "taxonomy_detail")
    fieldsets = (
        (
            None,
            {
                "fields": [
                    "taxonomy_detail",
                    "parent",
                    "code",
                    ("name", "name_es"),
                    "description",
                ],
                "description": _(
                    "People read the names, so write them as people speak."
                ),
            },
        ),
        (
            _("As the source has it"),
            {
                "classes": ["collapse"],
                "fields": ["taxonomy", "language", "term_uri"],
            },
        ),
        PROVENANCE,
    )
