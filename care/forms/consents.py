"""What a person agreed to share, and how it was stopped."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from care.actions import ConsentTerms
from care.forms.keyed import KeyedForm
from care.forms.people import few_lines
from care.models import Consent, DataClass, Purpose
from care.words import language_choices
from directory.models import Organization

USUAL = timedelta(days=365)
"""How long an agreement runs when nobody says otherwise."""
LONGEST = timedelta(days=5 * 366)

EVERYDAY = (DataClass.IDENTITY, DataClass.CONTACT, DataClass.SOCIAL_NEED)

MOST_OFFICES = 20
"""Each is looked up by its name."""

ONLY_NAMED, NETWORK = "named", "network"


class AgreementForm(KeyedForm):
    """How, by whom and until when: what every agreement says."""

    method = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=[
            (method.value, method.label)
            for method in Consent.Method
            if method != Consent.Method.OWN_REQUEST
        ],
        initial=Consent.Method.PAPER,
        widget=forms.RadioSelect,
    )
    witness = forms.CharField(
        label=_("Witness"),
        help_text=_("Needed when it was said aloud."),
        required=False,
        max_length=150,
    )
    signer_authority = forms.ChoiceField(
        label=_("Who agreed?"),
        choices=Consent.Authority.choices,
        initial=Consent.Authority.SELF,
    )
    signer_name = forms.CharField(
        label=_("Their name"),
        help_text=_("When it was not the person themselves."),
        required=False,
        max_length=150,
    )
    language = forms.ChoiceField(
        label=_("Read to them in"), choices=language_choices, initial="en"
    )
    until = forms.DateField(
        label=_("Until when?"),
        help_text=_("The last day. They may stop it any day before."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say until which day.")},
    )
    note = forms.CharField(
        label=_("Anything else they said"),
        required=False,
        max_length=2000,
        widget=few_lines(2),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        until = self.fields["until"]
        until.initial = today + USUAL
        until.widget.attrs["min"] = today.isoformat()
        until.widget.attrs["max"] = (today + LONGEST).isoformat()

    def clean_until(self) -> Any:
        """A day that has not passed, and not for ever."""
        until = self.cleaned_data["until"]
        today = timezone.localdate()
        if until < today:
            raise forms.ValidationError(_("This day has passed."))
        if until > today + LONGEST:
            raise forms.ValidationError(_("Choose a day within five years."))
        return until

    def clean(self) -> dict[str, Any]:
        """Words said aloud need a witness; others sign with their name."""
        typed = super().clean() or self.cleaned_data
        aloud = typed.get("method") == Consent.Method.VERBAL
        if aloud and not typed.get("witness"):
            self.add_error("witness", _("Name who heard it."))
        other = typed.get("signer_authority") not in {None, Consent.Authority.SELF}
        if other and not typed.get("signer_name"):
            self.add_error("signer_name", _("Name who agreed for the person."))
        return typed

    def how(self) -> dict[str, Any]:
        """How it was given, as the rules take it."""
        typed = self.cleaned_data
        return {
            "method": Consent.Method(typed["method"]),
            "witness": typed["witness"],
            "signer_authority": Consent.Authority(typed["signer_authority"]),
            "signer_name": typed["signer_name"],
            "language": typed["language"],
            "note": typed["note"],
            "expires_at": _end_of(typed["until"]),
        }


class ConsentForm(AgreementForm):
    """With whom, what and why as well: an agreement written on the person's page."""

    reach = forms.ChoiceField(
        label=_("With whom may we share?"),
        choices=[
            (ONLY_NAMED, _("Only with the offices named here")),
            (NETWORK, _("With every office of the network")),
        ],
        initial=ONLY_NAMED,
        widget=forms.RadioSelect,
    )
    offices = forms.CharField(
        label=_("Names of the offices"),
        help_text=_("One on each line, as the directory writes them."),
        required=False,
        max_length=4000,
        widget=few_lines(3),
    )
    data_classes = forms.MultipleChoiceField(
        label=_("What may we share?"),
        choices=DataClass.choices,
        initial=[one.value for one in EVERYDAY],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what may be shared.")},
    )
    purposes = forms.MultipleChoiceField(
        label=_("Why?"),
        choices=Purpose.choices,
        initial=[Purpose.REFERRAL.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one reason.")},
    )
    field_order = ("reach", "offices", "data_classes", "purposes")

    def clean_offices(self) -> list[Organization]:
        """The offices of that name.

        Raises:
            ValidationError: no office, or several, have one of the names, or there
                are too many.
        """
        lines = self.cleaned_data["offices"].splitlines()
        names = dict.fromkeys(line.strip() for line in lines if line.strip())
        if len(names) > MOST_OFFICES:
            raise forms.ValidationError(
                say("Name at most %(count)d offices, or choose every office.")
                % {"count": MOST_OFFICES}
            )
        return [_office_named(name) for name in names]

    def clean(self) -> dict[str, Any]:
        """Sharing with named offices needs their names."""
        typed = super().clean()
        named = typed.get("reach") == ONLY_NAMED
        if named and "offices" in typed and not typed["offices"]:
            self.add_error("offices", _("Name at least one office."))
        return typed

    def terms(self, discloser: Organization) -> ConsentTerms:
        """What was agreed, as the rules take it."""
        typed = self.cleaned_data
        return ConsentTerms(
            discloser=discloser,
            recipients=typed["offices"],
            covers_network=typed["reach"] == NETWORK,
            purposes=[Purpose(one) for one in typed["purposes"]],
            data_classes=[DataClass(one) for one in typed["data_classes"]],
            **self.how(),
        )


class StopForm(forms.Form):
    """How somebody said that sharing must stop."""

    how = forms.CharField(
        label=_("How did they say so?"),
        help_text=_("Such as: called us, wrote a letter"),
        max_length=255,
        error_messages={"required": _("Say how they told you.")},
    )


def _office_named(name: str) -> Organization:
    present = Organization.objects.present()
    found = list(present.filter(name__iexact=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise forms.ValidationError(
            say("Several offices are called “%(name)s”.") % {"name": name}
        )
    near = _names(present.filter(name__icontains=name)[:3])
    if near:
        raise forms.ValidationError(
            say("No office is called “%(name)s”. Did you mean: %(near)s?")
            % {"name": name, "near": near}
        )
    raise forms.ValidationError(
        say("No office is called “%(name)s”. Write it as the directory does.")
        % {"name": name}
    )


def _names(offices: Collection[Organization]) -> str:
    return "; ".join(office.name for office in offices)


def _end_of(day: Any) -> datetime:
    """The last moment of a day, where this network is."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
