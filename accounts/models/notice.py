"""What somebody is told: written with the change itself, mailed afterwards."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User

MAIL_WAITS = Q(
    due_at__isnull=False,
    sent_at__isnull=True,
    read_at__isnull=True,
    dropped_at__isnull=True,
    failed_at__isnull=True,
)
"""What was read on the site needs no mail any more."""


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Words for sets of notices."""

    def due(self, at: datetime) -> Self:
        """Those whose mail should go out at that moment."""
        return self.filter(MAIL_WAITS, due_at__lte=at)

    def waiting(self) -> Self:
        """Those whose mail is still to go out, now or later."""
        return self.filter(MAIL_WAITS)

    def kept(self) -> Self:
        """Those that may still be read."""
        return self.filter(dropped_at__isnull=True)

    def unread(self) -> Self:
        """Those that wait to be read on the site."""
        return self.kept().filter(read_at__isnull=True)


class Notice(models.Model):
    """One thing that one person is told: a code and a number, never the words.

    How it reads is asked of the package that wrote it, when it is read.
    """

    user = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        related_name="notices",
        verbose_name=_("user"),
    )
    kind = models.CharField(_("kind"), max_length=30)
    subject = models.CharField(
        _("about"), max_length=40, help_text=_("A number or a key, and no name.")
    )
    what = models.CharField(_("what happened"), max_length=30)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    due_at = models.DateTimeField(
        _("next try"),
        null=True,
        blank=True,
        help_text=_("Empty: told on the site alone."),
    )
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("mailed"), null=True, blank=True)
    read_at = models.DateTimeField(_("read on the site"), null=True, blank=True)
    dropped_at = models.DateTimeField(
        _("dropped"),
        null=True,
        blank=True,
        help_text=_("The reader may no longer know, or it is no longer so."),
    )
    failed_at = models.DateTimeField(
        _("given up"), null=True, blank=True, help_text=_("No mail server took it.")
    )

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=MAIL_WAITS, name="notice_waits"),
            models.Index(fields=["user", "-made_at"], name="notice_of_user"),
            models.Index(
                fields=["user"],
                condition=Q(read_at__isnull=True, dropped_at__isnull=True),
                name="notice_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.what}"
