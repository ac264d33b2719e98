"""How the inbox and the sent list are searched, sorted and narrowed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class DeskForm(forms.Form):
    """A name, number or code to look for; who has it; the order."""

    class Who:
        """Whose referrals are listed."""

        EVERYONE, ME, NOBODY = "", "me", "nobody"

    class Order:
        """What comes first."""

        DUE, NEWEST, TOWN = "", "newest", "town"

    q = forms.CharField(
        label=_("Name, number or code"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
        error_messages={"max_length": _("Nothing has so long a name: type less.")},
    )
    who = forms.ChoiceField(
        label=_("Who has it"),
        required=False,
        choices=[
            (Who.EVERYONE, _("Everyone")),
            (Who.ME, _("Me")),
            (Who.NOBODY, _("Nobody yet")),
        ],
    )
    order = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            (Order.DUE, _("Due first")),
            (Order.NEWEST, _("Newest first")),
            (Order.TOWN, _("By town")),
        ],
    )
