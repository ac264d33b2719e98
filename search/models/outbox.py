"""The outbox: which listings the index has yet to hear of."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """Something in one listing changed, and the index has not heard of it yet.

    Written in the transaction of the change, once for each engine, and removed when
    that engine knows: one that is down holds up no other. The service may be gone by
    then, so this is its id and not a key to it.
    """

    engine = models.CharField(_("engine"), max_length=20, default="embedded")
    service_id = models.UUIDField(_("service"))
    noticed_at = models.DateTimeField(_("noticed"), auto_now_add=True)

    class Meta:
        verbose_name = _("change to be indexed")
        verbose_name_plural = _("changes to be indexed")
        ordering = ["pk"]
        indexes = [models.Index(fields=["engine", "id"], name="change_by_engine")]

    def __str__(self) -> str:
        return f"{self.pk}: {self.service_id}"
