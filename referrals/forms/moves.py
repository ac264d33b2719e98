"""One form for each verb: what it must carry."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User
from care.forms.keyed import KeyedForm
from directory.models import Organization
from referrals.deliveries import Delivery
from referrals.models import (
    CancelReason,
    ContactAttempt,
    ErrorReason,
    FailReason,
    HoldReason,
    Outcome,
    RejectReason,
    Stage,
    Status,
)
from referrals.states import STAGES, SYSTEM_REASONS

CHOOSE = ("", _("Choose"))


def _words() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3})


def _day() -> forms.DateInput:
    # ISO: the browser shows it as people here write it.
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class MoveForm(KeyedForm):
    """What every verb carries: the version that was read, and a key."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def token(self) -> dict[str, Any]:
        """Against which version, and under which key."""
        return {"version": self.cleaned_data["version"], **super().token()}


class ReasonForm(MoveForm):
    """A reason from a list, and words where the list is too short."""

    reason = forms.ChoiceField(label=_("Why?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("In your own words"), required=False, max_length=2000, widget=_words()
    )
    choices: Iterable[tuple[str, Any]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        if isinstance(reason, forms.ChoiceField):
            reason.choices = [
                choice for choice in self.choices if choice[0] not in SYSTEM_REASONS
            ]


class DeclineForm(ReasonForm):
    """Why the service cannot help."""

    choices = RejectReason.choices
    text = forms.CharField(
        label=_("Anything that helps them next"),
        help_text=_("The sender reads this with your reason."),
        required=False,
        max_length=2000,
        widget=_words(),
    )


class CancelForm(ReasonForm):
    """Why it is stopped."""

    choices = CancelReason.choices


class FailForm(ReasonForm):
    """Why it did not work out."""

    choices = FailReason.choices


class ErrorForm(ReasonForm):
    """Why it should never have existed."""

    choices = ErrorReason.choices


class HoldForm(ReasonForm):
    """What it waits for, and when to look again."""

    choices = HoldReason.choices
    review_on = forms.DateField(
        label=_("Look again on"),
        help_text=_("At most 30 days ahead."),
        widget=_day(),
        error_messages={"required": _("Say on which day to look again.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        widget = self.fields["review_on"].widget
        widget.attrs["min"] = (today + timedelta(days=1)).isoformat()
        widget.attrs["max"] = (today + timedelta(days=30)).isoformat()


class CompleteForm(MoveForm):
    """How it ended, and what the person got."""

    outcome = forms.ChoiceField(
        label=_("How did it end?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it ended.")},
    )
    what = forms.CharField(
        label=_("What did they get?"),
        help_text=_("Such as: eight rides to the clinic."),
        max_length=200,
        error_messages={"required": _("Say what the person got.")},
    )
    on = forms.DateField(
        label=_("When?"),
        help_text=_("The last day, if it took several."),
        widget=_day(),
        error_messages={"required": _("Say on which day.")},
    )
    note = forms.CharField(
        label=_("Anything the sender should know"),
        required=False,
        max_length=2000,
        widget=_words(),
    )

    def arguments(self) -> dict[str, Any]:
        """One delivery is asked for here; programs may give more."""
        typed = self.cleaned_data
        return {
            "outcome": typed["outcome"],
            "deliveries": [Delivery(typed["what"], typed["on"])],
            "note": typed["note"],
        }


class ContactForm(MoveForm):
    """A try to reach the person."""

    channel = forms.ChoiceField(
        label=_("How?"),
        choices=ContactAttempt.Channel.choices,
        initial=ContactAttempt.Channel.PHONE,
    )
    result = forms.ChoiceField(
        label=_("How did it go?"),
        choices=ContactAttempt.Result.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Note for your team"), required=False, max_length=2000, widget=_words()
    )

    def token(self) -> dict[str, Any]:
        """Tries are only ever added, so no version is asked for."""
        return {"key": super().token()["key"]}


class StageForm(MoveForm):
    """How far the work is."""

    stage = forms.ChoiceField(label=_("How far is it?"))

    def __init__(self, *args: Any, status: Status, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage = self.fields["stage"]
        if isinstance(stage, forms.ChoiceField):
            stage.choices = [(one.value, one.label) for one in STAGES[status]]


class WorkStageForm(StageForm):
    """Where the work stands once it has begun."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, status=Status.IN_PROGRESS, **kwargs)

    def arguments(self) -> dict[str, Any]:
        """The stage as the verbs take it."""
        return {"stage": Stage(self.cleaned_data["stage"])}


class AssignForm(MoveForm):
    """Who has it."""

    to = forms.ModelChoiceField(
        label=_("Who has it?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("Nobody"),
    )

    def choose_among(
        self, organization: Organization, roles: Iterable[Membership.Role]
    ) -> None:
        """Offer those who may answer for this organization."""
        to = self.fields["to"]
        if isinstance(to, forms.ModelChoiceField):
            to.queryset = User.objects.filter(
                is_active=True,
                memberships__organization=organization,
                memberships__role__in=tuple(roles),
            ).order_by("name", "email")

    def token(self) -> dict[str, Any]:
        """Giving it to the same colleague twice gives it once."""
        return {"version": self.cleaned_data["version"]}


class UndoForm(MoveForm):
    """Taking the last answer back."""

    def token(self) -> dict[str, Any]:
        """What may be undone is decided by what followed, not by a version."""
        return {"key": super().token()["key"]}


class AcknowledgeForm(MoveForm):
    """The sender has read how it ended."""

    def token(self) -> dict[str, Any]:
        """Saying it twice says it once."""
        return {}


class ReportErrorForm(ErrorForm):
    """A first person says that it is a mistake."""

    def token(self) -> dict[str, Any]:
        """A second report replaces the first."""
        return {"version": self.cleaned_data["version"]}
