"""What a family types on its own page."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.actions import PersonDetails, PhoneDetails
from care.forms.people import ANSWERS, SeenForm, corrected
from care.likeness import dialled
from care.models import Person

EVERYBODY = "all"
YES_NO = (("yes", _("Yes")), ("no", _("No")))
NUMBER_WRONG = _("We cannot read this number. Write all ten digits.")


class CodeForm(forms.Form):
    """The code from the paper."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Eight letters and numbers, such as 4TRX-82KM"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Write the code that is on your paper.")},
    )


class ProofForm(forms.Form):
    """One more thing that only the family knows; either will do."""

    birth_date = forms.DateField(
        label=_("Birth date of the person who gets the help"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    digits = forms.CharField(
        label=_("Or the last four digits of your phone"),
        help_text=_("A phone that you gave us"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        typed = super().clean() or self.cleaned_data
        if not self.errors and not typed.get("birth_date") and not typed.get("digits"):
            raise forms.ValidationError(_("Fill in one of the two."))
        return typed


class AnswerForm(forms.Form):
    """Whether help came."""

    number = forms.CharField(max_length=12)
    answer = forms.ChoiceField(choices=YES_NO)


class NoMoreForm(forms.Form):
    """With whom to stop sharing."""

    whom = forms.ChoiceField(
        label=_("With whom?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose with whom to stop.")},
    )

    def __init__(
        self, *args: Any, offices: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [*offices, (EVERYBODY, _("With every office"))]
        self.fields["whom"].choices = choices  # type: ignore[attr-defined]


class SafeReachForm(forms.Form):
    """How to reach somebody without doing harm, asked of themselves."""

    phone = forms.CharField(
        label=_("Your phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    may_leave_voicemail = forms.ChoiceField(
        label=_("May we leave a message on it?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    may_text = forms.ChoiceField(
        label=_("May we send texts to it?"),
        choices=YES_NO,
        required=False,
        widget=forms.RadioSelect,
    )
    contact_rule = forms.ChoiceField(
        label=_("When is it safe to call you?"),
        choices=(
            (Person.ContactRule.OPEN.value, _("At any time")),
            (Person.ContactRule.LIMITED.value, _("Only as I write below")),
            (
                Person.ContactRule.PROHIBITED.value,
                _("Do not call me: I will look on my page"),
            ),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose when it is safe.")},
    )
    safe_hours = forms.CharField(
        label=_("Safe hours"),
        help_text=_("Such as: after 10 in the morning, not on Fridays"),
        required=False,
        max_length=120,
    )
    code_word = forms.CharField(
        label=_("A word to say first"),
        help_text=_("If you like: then you know that it is us."),
        required=False,
        max_length=60,
    )

    def clean_phone(self) -> str:
        """A number that can be dialled, or none."""
        number = str(self.cleaned_data["phone"]).strip()
        if number and not dialled(number):
            raise forms.ValidationError(NUMBER_WRONG)
        return number

    def clean(self) -> dict[str, Any]:
        """Whoever may be called says where; whoever limits it says how."""
        typed = super().clean() or self.cleaned_data
        rule = typed.get("contact_rule")
        if rule == Person.ContactRule.LIMITED and not typed.get("safe_hours"):
            self.add_error("safe_hours", _("Say when it is safe."))
        is_silent = rule == Person.ContactRule.PROHIBITED
        if rule and not is_silent and not typed.get("phone") and not self.errors:
            self.add_error("phone", _("Write a phone, so that they can reach you."))
        return typed

    def phone_details(self, *, whose: str = "") -> PhoneDetails:
        """The number, as the rules take it."""
        typed = self.cleaned_data
        return PhoneDetails(
            number=typed["phone"],
            whose=whose,
            may_leave_voicemail=ANSWERS[typed["may_leave_voicemail"]],
            may_text=ANSWERS[typed["may_text"]],
        )


class OwnContactForm(SafeReachForm, SeenForm):
    """Correcting what is known of how to reach somebody, by themselves."""

    email = forms.EmailField(label=_("Your e-mail"), required=False, max_length=254)
    address = forms.CharField(
        label=_("Street and number"), required=False, max_length=255
    )
    town = forms.CharField(label=_("Town"), required=False, max_length=100)
    postal_code = forms.RegexField(
        r"^\d{5}(-\d{4})?$",
        label=_("ZIP"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("A ZIP has five digits, such as 93721.")},
    )

    def details(self, person: Person) -> PersonDetails:
        """What is written of the person, with what was typed in its place."""
        return corrected(person, self.cleaned_data)

    def phones(self, person: Person) -> list[PhoneDetails]:
        """The first number as typed, the others as they stand."""
        written = list(person.phones.all())
        others = [
            PhoneDetails(
                number=one.number,
                whose=one.whose,
                may_leave_voicemail=one.may_leave_voicemail,
                may_text=one.may_text,
                safe_hours=one.safe_hours,
            )
            for one in written[1:]
        ]
        whose = written[0].whose if written else ""
        own = [self.phone_details(whose=whose)] if self.cleaned_data["phone"] else []
        return [*own, *others]


def reach_of(person: Person) -> dict[str, Any]:
    """What stands there now, for the form, and since when."""
    first = person.phones.first()
    said = {answer: word for word, answer in ANSWERS.items()}
    return {
        "seen": person.changed_at.isoformat(),
        "phone": first.number if first else "",
        "may_leave_voicemail": said[first.may_leave_voicemail] if first else "",
        "may_text": said[first.may_text] if first else "",
        **{
            name: getattr(person, name)
            for name in (
                "contact_rule",
                "safe_hours",
                "code_word",
                "email",
                "address",
                "town",
                "postal_code",
            )
        },
    }
