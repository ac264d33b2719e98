"""What every button that writes carries: a key, so that a second press writes once."""

import hashlib
import json
from typing import Any

from django import forms


class KeyedForm(forms.Form):
    """A form whose second press, with the same words, does nothing.

    The same page used again for other words is another change.
    """

    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        """The verb's own arguments."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"version", "key"}
        }

    def token(self) -> dict[str, Any]:
        """Under which key."""
        key = self.cleaned_data["key"]
        if key:
            said = json.dumps([key, self.arguments()], default=str, sort_keys=True)
            key = hashlib.sha256(said.encode()).hexdigest()
        return {"key": key}
