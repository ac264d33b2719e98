"""Kinds of help, and what is classified by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from directory.models.record import Record


class Taxonomy(Record):
    """A list of terms, such as Open Eligibility."""

    name = models.CharField(_("name"), max_length=255)
    description = models.TextField(_("description"), blank=True)
    uri = models.URLField(_("web address"), max_length=500, blank=True)
    version = models.CharField(_("version"), max_length=60, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("taxonomy")
        verbose_name_plural = _("taxonomies")

    def __str__(self) -> str:
        return self.name


class TaxonomyTerm(Record):
    """One term, perhaps under another."""

    taxonomy_detail = models.ForeignKey(
        Taxonomy,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="terms",
        db_column="taxonomy_id",
        verbose_name=_("taxonomy"),
    )
    code = models.CharField(_("code"), max_length=100, blank=True)
    name = models.CharField(_("name"), max_length=255)
    name_es = models.CharField(_("name in Spanish"), max_length=255, blank=True)
    description = models.TextField(_("description"), blank=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    taxonomy = models.CharField(_("taxonomy's name"), max_length=255, blank=True)
    language = models.CharField(_("language"), max_length=3, blank=True)
    term_uri = models.URLField(_("web address"), max_length=500, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("taxonomy term")
        verbose_name_plural = _("taxonomy terms")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["taxonomy_detail", "code"],
                condition=~Q(code=""),
                name="term_code_once_per_taxonomy",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Attribute(Record):
    """Hangs a taxonomy term, or a value, on any other record."""

    link_id = models.UUIDField(_("record"))
    link_entity = models.CharField(
        _("record's table"),
        max_length=40,
        help_text=_("HSDS's name of the table, such as service."),
    )
    link_type = models.CharField(_("what the term says"), max_length=100, blank=True)
    taxonomy_term = models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="attributes",
        verbose_name=_("taxonomy term"),
    )
    value = models.TextField(_("value"), blank=True)
    label = models.CharField(_("label"), max_length=255, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        indexes = [
            *Record.Meta.indexes,
            models.Index(fields=["link_entity", "link_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.link_entity} {self.link_id}"
