"""What somebody needs help with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from care.forms.keyed import KeyedForm
from care.forms.people import few_lines
from care.models import Need
from directory.models import TaxonomyTerm
from directory.presenters import term_name


def term_choices() -> list[tuple[str, Any]]:
    """Kinds of help, grouped by their root; one query."""
    terms = list(
        TaxonomyTerm.objects.filter(removed_at__isnull=True)
        .exclude(code="")
        .order_by("code")
    )
    roots = {term.pk: term for term in terms if term.parent_id is None}
    grouped: dict[str, list[tuple[str, str]]] = {}
    parents = {term.pk: term.parent_id for term in terms}
    for term in terms:
        root = term.pk
        while parents.get(root) in parents:
            root = parents[root]  # type: ignore[assignment]
        name = term_name(roots[root]) if root in roots else ""
        grouped.setdefault(name, []).append((str(term.pk), term_name(term)))
    return [("", _("Choose")), *grouped.items()]


class NeedForm(KeyedForm):
    """A need, in the person's words."""

    category = forms.ModelChoiceField(
        label=_("Kind of help"),
        queryset=TaxonomyTerm.objects.filter(removed_at__isnull=True).exclude(code=""),
        error_messages={"required": _("Choose the kind of help.")},
    )
    words = forms.CharField(
        label=_("In their own words"),
        help_text=_("As the person said it."),
        required=False,
        max_length=2000,
        widget=few_lines(),
    )
    urgency = forms.ChoiceField(
        label=_("How soon must help come?"),
        choices=Need.Urgency.choices,
        initial=Need.Urgency.ROUTINE,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        category.choices = term_choices()  # type: ignore[attr-defined]

    def details(self) -> dict[str, Any]:
        """What was typed, as the rules take it."""
        typed = self.cleaned_data
        return {
            "category": typed["category"],
            "words": typed["words"],
            "urgency": Need.Urgency(typed["urgency"]),
        }
