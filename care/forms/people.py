"""A person, and the numbers that reach them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from care.actions import PersonDetails, PhoneDetails
from care.forms.keyed import KeyedForm, once
from care.likeness import Described
from care.models import Person
from care.words import language_choices
from directory.models import Organization, ServicePayer

MOST_PHONES = 6
OLDEST = timedelta(days=130 * 366)
"""Further back, a birth date is a slip."""

YES_NO = (("", _("Not asked")), ("yes", _("Yes")), ("no", _("No")))
ANSWERS: dict[str, bool | None] = {"": None, "yes": True, "no": False}

FIELDS = (
    "given_name",
    "family_name",
    "called",
    "pronouns",
    "birth_date",
    "language",
    "needs_interpreter",
    "email",
    "address",
    "town",
    "state",
    "postal_code",
    "payers",
    "contact_rule",
    "safe_hours",
    "code_word",
    "contact_note",
    "what_matters",
    "notes",
)
"""The fields of PersonDetails, in the order of the form."""


def few_lines(rows: int = 3) -> forms.Textarea:
    """A box for words."""
    return forms.Textarea(attrs={"rows": rows})


class FindForm(forms.Form):
    """Whom somebody looks for."""

    q = forms.CharField(
        label=_("Find a person"),
        help_text=_("Name, birth date or phone, or a number such as P-0012"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class SeenForm(forms.Form):
    """A form that knows when what it corrects was read."""

    seen = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def unchanged_since(self) -> datetime | None:
        """When the person that was read had last been changed; None: not said."""
        try:
            return parse_datetime(self.cleaned_data["seen"])
        except ValueError:
            return None

    def weigh_against(self, changed_at: datetime) -> None:
        """Keep what was typed; what it is weighed against is new."""
        typed = cast("QueryDict", self.data).copy()
        typed["seen"] = changed_at.isoformat()
        self.data = typed


class SafetyForm(KeyedForm, SeenForm):
    """The answer to "is it safe to contact you?"."""

    contact_rule = forms.ChoiceField(
        label=_("Is it safe to contact them?"),
        choices=Person.ContactRule.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    safe_hours = forms.CharField(
        label=_("When is it safe?"),
        help_text=_("Such as: after 10 am, not on Fridays"),
        required=False,
        max_length=255,
    )
    code_word = forms.CharField(
        label=_("Code word"),
        help_text=_("Said first, so that the person knows who calls."),
        required=False,
        max_length=60,
    )
    contact_note = forms.CharField(
        label=_("What to know before calling"),
        help_text=_("Who else hears the phone, which words to leave out."),
        required=False,
        max_length=2000,
        widget=few_lines(),
    )


class PersonForm(SafetyForm):
    """All that is written down about a person."""

    given_name = forms.CharField(label=_("First name"), max_length=100)
    family_name = forms.CharField(label=_("Last name"), max_length=100)
    called = forms.CharField(
        label=_("Likes to be called"), required=False, max_length=100
    )
    pronouns = forms.CharField(
        label=_("Pronouns"),
        help_text=_("Such as: she, he, they"),
        required=False,
        max_length=40,
    )
    birth_date = forms.DateField(
        label=_("Birth date"),
        required=False,
        # ISO: the browser shows it as people here write it.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    needs_interpreter = forms.BooleanField(
        label=_("Needs an interpreter"), required=False
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Street and number"), required=False, max_length=255
    )
    town = forms.CharField(label=_("Town"), required=False, max_length=100)
    state = forms.CharField(
        label=_("State"),
        help_text=_("Two letters, such as CA"),
        required=False,
        max_length=2,
    )
    postal_code = forms.RegexField(
        r"^\d{5}(-\d{4})?$",
        label=_("ZIP"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("A ZIP has five digits, such as 93721.")},
    )
    payers = forms.MultipleChoiceField(
        label=_("What covers them"),
        choices=[
            (payer.value, payer.label)
            for payer in (
                ServicePayer.Payer.MEDICAID,
                ServicePayer.Payer.MEDICARE,
                ServicePayer.Payer.VA,
                ServicePayer.Payer.PRIVATE,
            )
        ],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    what_matters = forms.CharField(
        label=_("What matters to them"),
        help_text=_("In their own words."),
        required=False,
        max_length=4000,
        widget=few_lines(),
    )
    notes = forms.CharField(
        label=_("Notes for your team"),
        help_text=_("Never sent with a referral."),
        required=False,
        max_length=4000,
        widget=few_lines(4),
    )
    kept_by = forms.ModelChoiceField(
        label=_("Kept by"),
        queryset=Organization.objects.none(),
        empty_label=_("Choose"),
    )
    field_order = (*FIELDS, "kept_by")

    def __init__(
        self, *args: Any, offices: Collection[Organization] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        office = self.fields["kept_by"]
        if len(offices) < 2:
            del self.fields["kept_by"]
        elif isinstance(office, forms.ModelChoiceField):
            office.queryset = Organization.objects.filter(
                pk__in=[one.pk for one in offices]
            )

    def clean_birth_date(self) -> Any:
        """Nobody is born tomorrow, and nobody lives for ever."""
        birth_date = self.cleaned_data["birth_date"]
        if birth_date and birth_date > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if birth_date and timezone.localdate() - birth_date > OLDEST:
            raise forms.ValidationError(_("Nobody is that old: check the year."))
        return birth_date

    def clean_state(self) -> str:
        """States are written in capitals."""
        return str(self.cleaned_data["state"]).upper()

    def details(self) -> PersonDetails:
        """What was typed, as the rules take it."""
        typed = {name: self.cleaned_data[name] for name in FIELDS}
        return PersonDetails(**typed | {"payers": tuple(typed["payers"])})


class PhoneForm(forms.Form):
    """One number; a row without one is passed over."""

    number = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    whose = forms.CharField(
        label=_("Whose phone"),
        help_text=_("Empty: their own"),
        required=False,
        max_length=100,
    )
    may_leave_voicemail = forms.ChoiceField(
        label=_("Voicemail is all right"), choices=YES_NO, required=False
    )
    may_text = forms.ChoiceField(
        label=_("Texting is all right"), choices=YES_NO, required=False
    )
    safe_hours = forms.CharField(label=_("Safe hours"), required=False, max_length=255)

    def details(self) -> PhoneDetails:
        """What was typed, as the rules take it."""
        typed = self.cleaned_data
        return PhoneDetails(
            number=typed["number"],
            whose=typed["whose"],
            may_leave_voicemail=ANSWERS[typed["may_leave_voicemail"]],
            may_text=ANSWERS[typed["may_text"]],
            safe_hours=typed["safe_hours"],
        )


Phones = formset_factory(PhoneForm, extra=1, max_num=MOST_PHONES, absolute_max=20)
"""A person's numbers, in the order in which to try them."""


def phones_in(
    typed: Mapping[str, Any], initial: Sequence[Mapping[str, Any]] = ()
) -> "BaseFormSet[PhoneForm]":
    """The numbers as typed; as they stand, where the page sent none at all."""
    if "phones-TOTAL_FORMS" in typed:
        # Not beside what stands there: a new row that says the same as it would be
        # taken for an empty one, and a second press would lose the number.
        return Phones(typed, prefix="phones")
    return Phones(initial=initial or None, prefix="phones")


def are_valid(form: PersonForm, phones: "BaseFormSet[PhoneForm]") -> bool:
    """Whether all that was typed about a person can be read."""
    # Both are asked, so that both say what is wrong.
    sound = form.is_valid()
    return (phones.is_valid() or not phones.is_bound) and sound


def described(
    form: PersonForm,
    phones: "BaseFormSet[PhoneForm]",
    offices: Sequence[Organization],
) -> dict[str, Any]:
    """Somebody new, as the rules take them: pressed twice, once."""
    numbers = phone_details(phones) or []
    return {
        "organization": form.cleaned_data.get("kept_by") or offices[0],
        "details": form.details(),
        "phones": numbers,
        "key": once(form.cleaned_data["key"], [form.arguments(), numbers]),
    }


def described_so_far(form: PersonForm, phones: "BaseFormSet[PhoneForm]") -> Described:
    """Whom somebody is writing down, as far as it can be read yet."""
    form.is_valid()
    typed = form.cleaned_data
    return Described(
        given_name=typed.get("given_name", ""),
        family_name=typed.get("family_name", ""),
        called=typed.get("called", ""),
        birth_date=typed.get("birth_date"),
        phones=numbers_in(phones),
    )


def numbers_in(phones: "BaseFormSet[PhoneForm]") -> tuple[str, ...]:
    """The numbers that can be read."""
    if not phones.is_bound:
        return ()
    phones.is_valid()
    typed = (getattr(form, "cleaned_data", {}) for form in phones.forms)
    return tuple(filter(None, (row.get("number") for row in typed)))


def phone_details(phones: "BaseFormSet[PhoneForm]") -> list[PhoneDetails] | None:
    """The rows that carry a number; None where the page sent none."""
    if not phones.is_bound:
        return None
    return [form.details() for form in phones.forms if form.cleaned_data.get("number")]


def written(person: Person) -> dict[str, Any]:
    """What stands in a person's record, for the form, and since when."""
    return _written(person) | {"seen": person.changed_at.isoformat()}


def written_phones(person: Person) -> list[dict[str, Any]]:
    """What stands in their phones, for the form."""
    said = {answer: word for word, answer in ANSWERS.items()}
    return [
        {
            "number": phone.number,
            "whose": phone.whose,
            "may_leave_voicemail": said[phone.may_leave_voicemail],
            "may_text": said[phone.may_text],
            "safe_hours": phone.safe_hours,
        }
        for phone in person.phones.all()
    ]


def corrected(person: Person, typed: dict[str, Any]) -> PersonDetails:
    """What stands in a person's record, with what was typed in its place."""
    details = _written(person) | {
        name: value for name, value in typed.items() if name in FIELDS
    }
    return PersonDetails(**details | {"payers": tuple(details["payers"])})


def _written(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in FIELDS}
