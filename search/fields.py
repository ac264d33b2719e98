"""What parameters hold, as fields of a form: values that repeat, codes, numbers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LONGEST_VALUE = 100
MOST_VALUES = 50

NOT_READ = _("That holds a character that we cannot read.")


class ListWidget(forms.MultipleHiddenInput):
    """Every value of a repeated parameter."""


class ListField(forms.Field):
    """Strings, each once, from a parameter that may repeat; empty ones left out."""

    widget = ListWidget

    def to_python(self, value: object) -> list[str]:
        """Take what the parameter holds."""
        given = value if isinstance(value, list | tuple) else [value]
        found = dict.fromkeys(str(one).strip() for one in given if one)
        return [one for one in found if one]

    def validate(self, value: list[str]) -> None:
        """Refuse what nobody would choose by hand."""
        super().validate(value)
        if len(value) > MOST_VALUES or any(len(one) > LONGEST_VALUE for one in value):
            raise forms.ValidationError(
                _("That is more than we can filter by."), code="too_many"
            )
        if any("\0" in one for one in value):
            raise forms.ValidationError(NOT_READ, code="null_character")


class NumberField(forms.IntegerField):
    """A whole number between two others; ``refusal`` says what to write instead."""

    def __init__(self, *, refusal: Promise, **more: Any) -> None:
        names = ("invalid", "min_value", "max_value")
        errors: dict[str, Any] = dict.fromkeys(names, refusal)
        super().__init__(required=False, error_messages=errors, **more)


class CodesField(ListField):
    """Codes out of a fixed list.

    In ``refusal`` ``%(value)s`` is the one that is not among them, ``%(codes)s`` are
    those that are.
    """

    def __init__(self, codes: Iterable[str], *, refusal: Promise, **more: Any) -> None:
        super().__init__(required=False, **more)
        self.codes = [str(code) for code in codes]
        self.refusal = refusal

    def clean(self, value: object) -> frozenset[str]:
        """Return the codes, each once."""
        wanted: list[str] = super().clean(value)
        for one in wanted:
            if one not in self.codes:
                raise forms.ValidationError(
                    str(self.refusal),
                    code="unknown_value",
                    params={"value": one, "codes": ", ".join(self.codes)},
                )
        return frozenset(wanted)
