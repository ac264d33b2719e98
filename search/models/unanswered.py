"""What people asked in vain: their words, and nothing about them."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.models.lexicon import LexiconEntry


class UnansweredSearchQuerySet(models.QuerySet["UnansweredSearch"]):
    """Words for sets of questions without an answer."""

    def waiting(self) -> Self:
        """Questions that nobody has dealt with."""
        return self.filter(status=UnansweredSearch.Status.WAITING)


class UnansweredSearch(models.Model):
    """A question that found nothing, as far as it can be kept: known words only.

    No place, no time of day, nobody's name; see ``search.lexicon.unanswered``.
    """

    class Status(models.TextChoices):
        """What a steward made of it."""

        WAITING = "waiting", _("Waiting")
        TAKEN = "taken", _("In the lexicon")
        LEFT = "left", _("Left")

    text = models.CharField(_("words"), max_length=200, unique=True)
    count = models.PositiveIntegerField(_("times"), default=1)
    first_on = models.DateField(_("first asked"))
    last_on = models.DateField(_("last asked"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.WAITING
    )
    entry = models.ForeignKey(
        LexiconEntry,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entry"),
    )

    objects = UnansweredSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without an answer")
        verbose_name_plural = _("searches without an answer")
        ordering = ["-count", "-last_on", "text"]

    def __str__(self) -> str:
        return self.text


class UnknownWord(models.Model):
    """A word that nobody here knows, as a keyed hash that cannot be read back.

    Only to tell on how many days it was asked: what many ask for is no one's name.
    """

    digest = models.CharField(max_length=64, unique=True)
    days = models.PositiveSmallIntegerField(default=1)
    last_on = models.DateField()

    class Meta:
        verbose_name = _("unknown word")
        verbose_name_plural = _("unknown words")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
