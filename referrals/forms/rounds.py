"""What is typed when several are asked for one need."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from directory.models import Service
from referrals.actions import RoundTerms
from referrals.forms.moves import CancelForm
from referrals.forms.start import SendForm
from referrals.lineup import FEWEST, MOST
from referrals.models import CancelReason, Priority, Round

MODES = [Round.Mode.TOGETHER, Round.Mode.IN_ORDER]


class RoundForm(SendForm):
    """Who is asked, in what way, and the last words to them."""

    mode = forms.ChoiceField(
        label=_("In what way?"),
        choices=[(mode.value, mode.label) for mode in MODES],
        initial=Round.Mode.TOGETHER,
        widget=forms.RadioSelect,
    )
    services = forms.MultipleChoiceField(
        label=_("Whom do you ask?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of them is not in this list any more.")
        },
    )
    is_blind = forms.BooleanField(
        label=_("Name, phone and address open only to the one who accepts"),
        required=False,
        initial=True,
    )

    def __init__(
        self,
        *args: Any,
        services: Sequence[Service],
        has_pool: bool,
        is_sensitive: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listed = {str(service.pk): service for service in services}
        choices = [(pk, service.name) for pk, service in self.listed.items()]
        self.fields["services"].choices = choices  # type: ignore[attr-defined]
        priority = self.fields["priority"]
        priority.label = _("How long has each to answer?")
        if has_pool:
            pool = Round.Mode.POOL
            mode = self.fields["mode"]
            mode.choices = [*mode.choices, (pool.value, pool.label)]  # type: ignore[attr-defined]
        if is_sensitive:
            # What is private stays closed whatever is ticked.
            del self.fields["is_blind"]

    def clean(self) -> dict[str, Any]:
        """By name, two to eight are asked; a pool finds its own."""
        typed = super().clean() or self.cleaned_data
        by_name = typed.get("mode") != Round.Mode.POOL
        if by_name and "services" in typed:
            chosen = len(typed["services"])
            if not FEWEST <= chosen <= MOST:
                self.add_error(
                    "services",
                    _("Choose from %(fewest)d to %(most)d services.")
                    % {"fewest": FEWEST, "most": MOST},
                )
        return typed

    def chosen(self) -> list[Service]:
        """The services, by the turn that was written beside each."""
        listed = [pk for pk in self.listed if pk in self.cleaned_data["services"]]
        return [self.listed[pk] for pk in sorted(listed, key=self._turn)]

    def turn_of(self, pk: UUID, *, default: int) -> int:
        """What was written as the service's turn."""
        typed = self.data.get(f"turn-{pk}", "") if self.is_bound else ""
        return int(typed) if typed.isdecimal() and len(typed) < 3 else default

    def _turn(self, pk: str) -> int:
        return self.turn_of(UUID(pk), default=len(self.listed))

    def terms(self) -> RoundTerms:
        """How they are asked, as the rules take it."""
        typed = self.cleaned_data
        return RoundTerms(
            mode=Round.Mode(typed["mode"]),
            priority=Priority(typed["priority"]),
            note=typed["note"],
            is_blind=typed.get("is_blind", True),
        )

    def ticked(self, usual: Collection[UUID]) -> frozenset[str]:
        """Which stand ticked: as they were sent, or as one begins."""
        if self.is_bound:
            return frozenset(self.data.getlist("services"))  # type: ignore[attr-defined]
        return frozenset(str(pk) for pk in usual)


class StopRoundForm(CancelForm):
    """Why nobody is asked any more: nobody has accepted, so not by mistake either."""

    choices = [
        choice
        for choice in CancelReason.choices
        if choice[0] != CancelReason.ACCEPTED_IN_ERROR
    ]
