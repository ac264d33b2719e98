"""The lexicon: what people write, and what listings call it."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from directory.models import TaxonomyTerm

# A word that means the same counts for a little less than the word itself.
USUAL_WEIGHT = 0.8


class LexiconEntryQuerySet(models.QuerySet["LexiconEntry"]):
    """Words for sets of entries."""

    def in_use(self) -> Self:
        """Entries that questions are read by."""
        return self.filter(is_active=True)


class LexiconEntry(models.Model):
    """A word or some words, as people write them, and what they stand for.

    Entries are switched off and not deleted: the next release brings its own ones
    again, except where staff said otherwise.
    """

    class Language(models.TextChoices):
        """The language in which somebody writes so; it does not narrow the reading."""

        BOTH = "", _("Both, or a name")
        ENGLISH = "en", _("English")
        SPANISH = "es", _("Spanish")

    text = models.CharField(
        _("what people write"),
        max_length=120,
        help_text=_(
            "One word or a few: accents, capitals and plurals do not matter. Write a "
            "short name such as SNAP in capitals, so that it stays apart from “snap”."
        ),
    )
    language = models.CharField(
        _("language"), max_length=2, choices=Language, blank=True, default=""
    )
    stands_for = models.TextField(
        _("what listings call it"),
        blank=True,
        help_text=_(
            "One a line: words as they stand in listings, or the name of a kind of "
            "help. A line that begins with ~ is only related, and counts for less; one "
            "that begins with = is only the name of a kind of help."
        ),
    )
    kinds = models.ManyToManyField(
        TaxonomyTerm,
        blank=True,
        related_name="+",
        verbose_name=_("kinds of help"),
        help_text=_("With everything below them."),
    )
    weight = models.FloatField(
        _("weight"),
        default=USUAL_WEIGHT,
        validators=[MinValueValidator(0.1), MaxValueValidator(1.0)],
        help_text=_("From 0.1 to 1: 1 counts as much as the very word."),
    )
    is_needed = models.BooleanField(
        _("an answer must have it"),
        default=True,
        help_text=_(
            "Turn this off for words that say for whom or how, such as “seniors” or "
            "“cheap”: they then put services higher, and hide none."
        ),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    is_seed = models.BooleanField(
        _("as delivered"),
        default=False,
        editable=False,
        help_text=_("Came with Waypost, and nobody has changed it here."),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    changed_at = models.DateTimeField(
        _("changed"), default=timezone.now, editable=False
    )

    objects = LexiconEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the lexicon")
        verbose_name_plural = _("lexicon")
        ordering = ["text", "language"]
        constraints = [
            models.UniqueConstraint(
                Lower("text"),
                "language",
                name="lexicon_text_once_per_language",
                violation_error_message=_("The lexicon has this already."),
            )
        ]

    def __str__(self) -> str:
        return self.text
