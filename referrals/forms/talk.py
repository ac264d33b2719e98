"""What the sides write to each other, and to themselves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.forms.keyed import KeyedForm


class MessageForm(KeyedForm):
    """A message that both sides read."""

    text = forms.CharField(
        label=_("Message"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a message first.")},
    )
    needs_answer = forms.BooleanField(
        label=_("We need an answer to go on"), required=False
    )


class NoteForm(KeyedForm):
    """A note that only our own side reads; it stands on the page with a message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "note-%s"} | kwargs)

    text = forms.CharField(
        label=_("Note"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write a note first.")},
    )
