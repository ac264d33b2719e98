"""What an office without accounts answers with: each verb on one page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from referrals.codes import LINK_LENGTH
from referrals.forms.moves import (
    CompleteForm,
    ContactForm,
    DeclineForm,
    FailForm,
    MoveForm,
)
from referrals.models import Outcome


class NameForm(forms.Form):
    """Who answers: asked with every verb, and checked by nobody."""

    use_required_attribute = False
    """Verbs share one form on the page: what one needs must not hold up another."""
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("So that they know who answered."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Say your name first.")},
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def add_prefix(self, field_name: str) -> str:
        """Each verb has words of its own; name and version are the whole page's."""
        shared = field_name in NameForm.base_fields
        return field_name if shared else super().add_prefix(field_name)

    def said(self) -> dict[str, Any]:
        """The verb's own arguments."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"name", "version", "key"}
        }


class DeclineByLinkForm(NameForm, DeclineForm):
    """Why they cannot help, and who could."""

    field_order = ("name", "reason", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("Why not?")
        self.fields["text"].label = _("Do you know who could?")
        self.fields["text"].help_text = _("If you like. It is passed on.")


class AskForm(NameForm):
    """A question, without which they cannot answer."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_("Do not write anything private here."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a question first.")},
    )


class TryForm(NameForm, ContactForm):
    """A try to reach the person."""

    # Notes are for teams that sign in.
    note = None  # type: ignore[assignment]


class DoneForm(NameForm, CompleteForm):
    """How it ended, and what the person got."""

    def said(self) -> dict[str, Any]:
        """One delivery is asked for here."""
        return CompleteForm.arguments(self)


class FailByLinkForm(NameForm, FailForm):
    """Why it did not work out."""


class CodeForm(forms.Form):
    """A code from paper."""

    code = forms.CharField(
        label=_("The code on your paper"),
        help_text=_("Six or eight letters and digits. Gaps do not matter."),
        max_length=4 * LINK_LENGTH,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={
            "required": _("Type the code first."),
            "max_length": _("No code is so long."),
        },
    )


class CameForm(forms.Form):
    """They came: who says so, and what they got."""

    NOT_YET = ""

    code = forms.CharField(max_length=4 * LINK_LENGTH, widget=forms.HiddenInput)
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    name = NameForm.base_fields["name"]
    outcome = forms.ChoiceField(
        label=_("How far is it?"),
        required=False,
        choices=[(NOT_YET, _("They came, and we go on with them")), *Outcome.choices],
        widget=forms.RadioSelect,
    )
    what = forms.CharField(
        label=_("What did they get?"),
        help_text=_("If they got it today. Such as: a box of food. No names, please."),
        max_length=200,
        required=False,
    )


class CameInForm(MoveForm):
    """The same, for whoever is signed in."""

    outcome = CameForm.base_fields["outcome"]
    what = CameForm.base_fields["what"]
