"""What is typed on the way from a service to a sent referral."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from care.actions import ConsentTerms
from care.forms.consents import NETWORK, ONLY_NAMED, AgreementForm
from care.forms.needs import NeedForm
from care.forms.people import SafetyForm, few_lines
from care.models import DataClass, Need, Purpose
from care.models.consent import NAMED_RECIPIENT_ONLY
from directory.models import Organization
from directory.presenters import term_name
from referrals.models import Priority, Referral

NEW = "new"


class StartNeedForm(NeedForm):
    """A need that is written down already, or a new one."""

    need = forms.ChoiceField(
        label=_("Which need is it?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a need, or write down a new one.")},
    )
    field_order = ("need", "category", "words", "urgency")

    def __init__(self, *args: Any, needs: Iterable[Need], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(need.pk): need for need in needs}
        choices = [(pk, _described(need)) for pk, need in self.known.items()]
        need = self.fields["need"]
        need.choices = [  # type: ignore[attr-defined]
            *choices,
            (NEW, _("Another need, written down here")),
        ]
        self.fields["category"].required = False
        self.fields["urgency"].required = False

    def clean(self) -> dict[str, Any]:
        """A new need is of some kind; one that stands there is taken as it is."""
        typed = super().clean() or self.cleaned_data
        if typed.get("need") == NEW and not self.errors:
            if not typed.get("category"):
                self.add_error("category", _("Choose the kind of help."))
            typed["urgency"] = typed.get("urgency") or Need.Urgency.ROUTINE
        return typed

    def chosen(self) -> Need | None:
        """The need that stands there already; None for a new one."""
        return self.known.get(self.cleaned_data["need"])


class StartSafetyForm(SafetyForm):
    """Here the answer is needed: nothing is sent without it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.fields["contact_rule"]
        rule.required = True
        rule.error_messages["required"] = _("Ask them first, then choose.")


class ReceiverConsentForm(AgreementForm):
    """What is agreed for one referral: its receiver, and what the need discloses."""

    reach = forms.ChoiceField(label=_("With whom may we share?"))
    field_order = ("reach",)

    def __init__(
        self,
        *args: Any,
        receiver: Organization,
        data_classes: Iterable[DataClass],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.receiver = receiver
        self.data_classes = frozenset(data_classes)
        reach = self.fields["reach"]
        reach.widget = forms.RadioSelect()
        choices: list[tuple[str, Any]] = [(ONLY_NAMED, receiver.name)]
        if NAMED_RECIPIENT_ONLY.isdisjoint(self.data_classes):
            choices.append((NETWORK, _("Every office of the network")))
        reach.choices = choices  # type: ignore[attr-defined]
        reach.initial = ONLY_NAMED

    def terms(self, discloser: Organization) -> ConsentTerms:
        """What was agreed, as the rules take it."""
        return ConsentTerms(
            discloser=discloser,
            recipients=[self.receiver],
            covers_network=self.cleaned_data["reach"] == NETWORK,
            purposes=[Purpose.REFERRAL],
            data_classes=sorted(self.data_classes),
            **self.how(),
        )


class SendForm(forms.Form):
    """The last words, and the key that lets a second press do nothing."""

    priority = forms.ChoiceField(
        label=_("How soon do you need an answer?"),
        choices=Priority.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("What should they know?"),
        help_text=_("They read this with the need. No more than they need to help."),
        required=False,
        max_length=4000,
        widget=few_lines(4),
    )
    # Without the two nothing is doubled: what was sent cannot be sent again.
    key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_poor_fit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_poor_fit:
            note = self.fields["note"]
            note.required = True
            note.label = _("Why do you think they will take this person?")
            note.help_text = _("They read this, and answer sooner for it.")
            note.error_messages["required"] = _(
                "Something does not fit: say why you send it all the same."
            )

    def weigh_against(self, referral: Referral) -> None:
        """Keep what was typed; what it is weighed against is new."""
        typed = cast("QueryDict", self.data).copy()
        typed["version"] = str(referral.version)
        self.data = typed

    def words(self, begun: Referral) -> dict[str, Any]:
        """What was typed for whoever it goes to, as far as it can be read."""
        self.is_valid()
        typed = self.cleaned_data
        return {
            "priority": Priority(typed.get("priority") or begun.priority),
            "note": typed.get("note", begun.request_note),
        }

    def details(self) -> dict[str, Any]:
        """What was typed, as the rules take it."""
        typed = self.cleaned_data
        return {
            "priority": Priority(typed["priority"]),
            "note": typed["note"],
            "key": typed["key"],
            "version": typed["version"],
        }


def _described(need: Need) -> str:
    name = term_name(need.category)
    return f"{name}: “{need.words}”" if need.words else name
