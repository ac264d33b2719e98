"""What every form that writes carries: a key, so that a second press writes once."""

import hashlib
import json
from typing import Any
from uuid import uuid4

from django import forms


def new_key() -> str:
    """A key for a page that is shown now."""
    return uuid4().hex


def once(key: str, said: object) -> str:
    """The key for these words alone; empty without one.

    The same page used again for other words is another change.
    """
    if not key:
        return ""
    words = json.dumps([key, said], default=str, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


class KeyedForm(forms.Form):
    """A form whose second press, with the same words, does nothing."""

    key = forms.CharField(
        max_length=64, required=False, widget=forms.HiddenInput, initial=new_key
    )

    def arguments(self) -> dict[str, Any]:
        """The verb's own arguments."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "key"}
        }

    def token(self) -> dict[str, Any]:
        """Under which key."""
        return {"key": once(self.cleaned_data["key"], self.arguments())}
