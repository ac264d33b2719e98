"""The outbox: which listings the index has yet to hear of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Something in one listing changed, and the index has not heard of it yet.

    Written in the transaction of the change; removed once every engine knows. The
    service may be gone by then, so this is its id and not a key to it.
    """

    service_id = models.UUIDField(_("service"))
    noticed_at = models.DateTimeField(_("noticed"), auto_now_add=True)

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.service_id}"
