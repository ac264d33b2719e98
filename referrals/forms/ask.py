"""What somebody is asked who asks for help themselves, one question a page."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from care.actions import PersonDetails
from care.forms.people import OLDEST, few_lines
from care.models import Consent, Need
from care.words import language_choices
from directory.models import TaxonomyTerm
from directory.presenters import term_name
from referrals.forms.family import YES_NO, SafeReachForm

MYSELF, OTHER = "self", "other"


class DangerForm(forms.Form):
    """Whether somebody is in danger now: then a form is the wrong thing."""

    danger = forms.ChoiceField(
        label=_("Is anybody in danger right now?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )


class WhoForm(forms.Form):
    """Who needs the help."""

    whose = forms.ChoiceField(
        label=_("Who needs help?"),
        choices=((MYSELF, _("I do")), (OTHER, _("Somebody I care for"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who needs help.")},
    )
    given_name = forms.CharField(label=_("First name of who needs help"), max_length=60)
    family_name = forms.CharField(label=_("Last name"), max_length=60)
    birth_date = forms.DateField(
        label=_("Birth date"),
        help_text=_("You will also open your page with it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    postal_code = forms.RegexField(
        r"^\d{5}(-\d{4})?$",
        label=_("ZIP where they live"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("A ZIP has five digits, such as 93721.")},
    )
    language = forms.ChoiceField(label=_("Language to speak"), choices=language_choices)
    signer_name = forms.CharField(
        label=_("Your own name"),
        help_text=_("Only if you ask for somebody else."),
        required=False,
        max_length=100,
    )
    signer_authority = forms.ChoiceField(
        label=_("By what right do you ask for them?"),
        help_text=_("Only if you ask for somebody else."),
        choices=[
            ("", _("Choose")),
            *(
                (one.value, one.label)
                for one in Consent.Authority
                if one != Consent.Authority.SELF
            ),
        ],
        required=False,
    )

    def clean_birth_date(self) -> Any:
        """Nobody is born tomorrow, and nobody lives for ever."""
        birth_date = self.cleaned_data["birth_date"]
        if birth_date > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if timezone.localdate() - birth_date > OLDEST:
            raise forms.ValidationError(_("Nobody is that old: check the year."))
        return birth_date

    def clean(self) -> dict[str, Any]:
        """Whoever asks for somebody else says who they are."""
        typed = super().clean() or self.cleaned_data
        if typed.get("whose") == OTHER:
            if not typed.get("signer_name"):
                self.add_error("signer_name", _("Write your own name."))
            if not typed.get("signer_authority"):
                self.add_error("signer_authority", _("Choose by what right."))
        return typed

    def signer(self) -> dict[str, Any]:
        """Who agrees, as the rules take it."""
        if self.cleaned_data["whose"] == MYSELF:
            return {}
        return {
            "signer_name": self.cleaned_data["signer_name"],
            "signer_authority": Consent.Authority(
                self.cleaned_data["signer_authority"]
            ),
        }


class AskNeedForm(forms.Form):
    """What they need, in their own words."""

    category = forms.ChoiceField(
        label=_("What kind of help?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of help.")},
    )
    words = forms.CharField(
        label=_("Say it in your own words"),
        help_text=_("No more than they need to help you."),
        max_length=500,
        widget=few_lines(4),
    )
    urgency = forms.ChoiceField(
        label=_("How soon?"),
        choices=(
            (Need.Urgency.ROUTINE.value, _("In the next weeks")),
            (Need.Urgency.SOON.value, _("In the next days")),
            (Need.Urgency.URGENT.value, _("Today or tomorrow")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how soon.")},
    )

    def __init__(
        self, *args: Any, kinds: Sequence[TaxonomyTerm], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {str(kind.pk): kind for kind in kinds}
        category = self.fields["category"]
        category.choices = [  # type: ignore[attr-defined]
            (pk, term_name(kind)) for pk, kind in self.kinds.items()
        ]
        if len(kinds) == 1:
            category.initial = str(kinds[0].pk)

    def details(self) -> dict[str, Any]:
        """The need, as the rules take it."""
        typed = self.cleaned_data
        return {
            "category": self.kinds[typed["category"]],
            "words": typed["words"],
            "urgency": Need.Urgency(typed["urgency"]),
        }


class ShareForm(forms.Form):
    """That they agree to what is shared."""

    agree = forms.BooleanField(
        label=_("Yes, I agree"),
        error_messages={"required": _("Without this nothing can be sent.")},
    )


class NoQuestionForm(forms.Form):
    """The last page asks nothing more."""


def details_of(who: WhoForm, reach: SafeReachForm) -> PersonDetails:
    """Whom it is about, as the rules take it."""
    typed = who.cleaned_data | reach.cleaned_data
    return PersonDetails(
        **{
            name: typed[name]
            for name in (
                "given_name",
                "family_name",
                "birth_date",
                "language",
                "postal_code",
                "contact_rule",
                "safe_hours",
                "code_word",
            )
        }
    )
