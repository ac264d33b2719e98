"""Our words on the fields of forms that allauth made."""

from typing import Any

from django import forms


def say(
    form: forms.Form, name: str, label: Any, *, hint: Any = "", autocomplete: str = ""
) -> None:
    """Put our words on one of allauth's fields; a label, never a placeholder."""
    field = form.fields.get(name)
    if field is None:
        return
    field.label, field.help_text = label, hint
    field.widget.attrs.pop("placeholder", None)
    if autocomplete:
        field.widget.attrs["autocomplete"] = autocomplete
