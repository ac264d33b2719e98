"""Letters to offices that answer by link: written with the change, mailed after it."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.models.link import AnswerLink

LETTER_WAITS = Q(sent_at__isnull=True, dropped_at__isnull=True, failed_at__isnull=True)
"""It is still to go out, now or later."""


class LetterQuerySet(models.QuerySet["Letter"]):
    """Words for sets of letters."""

    def waiting(self) -> Self:
        """Those that are still to go out, now or later."""
        return self.filter(LETTER_WAITS)

    def due(self, at: datetime) -> Self:
        """Those that should go out at that moment."""
        return self.waiting().filter(due_at__lte=at)


class Letter(models.Model):
    """One mail to the address of a link: a code, never the words.

    Words, address and the link itself are put together when it goes out.
    """

    class What(models.TextChoices):
        """What it says."""

        ASKED = "asked", _("A request waits")
        SAID = "said", _("A message waits")
        STOPPED = "stopped", _("Nothing more is asked")

    link = models.ForeignKey(
        AnswerLink,
        on_delete=models.PROTECT,
        related_name="letters",
        verbose_name=_("link"),
    )
    what = models.CharField(_("what it says"), max_length=10, choices=What)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    due_at = models.DateTimeField(_("next try"), default=timezone.now)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    dropped_at = models.DateTimeField(
        _("dropped"), null=True, blank=True, help_text=_("It is no longer so.")
    )
    failed_at = models.DateTimeField(
        _("given up"), null=True, blank=True, help_text=_("No mail server took it.")
    )

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("letter with a link")
        verbose_name_plural = _("letters with links")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=LETTER_WAITS, name="letter_waits")
        ]

    def __str__(self) -> str:
        return f"{self.link_id} {self.what}"
