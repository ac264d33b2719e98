"""Who works here, how they are called, and what they do."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, User


class ProfileForm(forms.Form):
    """How you are called here, in which language, and when we write."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As people you work with call you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As my browser says")), *settings.LANGUAGES],
        required=False,
        help_text=_("Pages and e-mails come in this language."),
    )
    told = forms.ChoiceField(
        label=_("Notices by e-mail"),
        choices=User.Told.choices,
        help_text=_(
            "A notice says that something waits, and names nobody. In the morning "
            "means at 7, where your office is."
        ),
    )


class InvitationForm(forms.Form):
    """Whom to invite, and to do what."""

    email = forms.EmailField(
        label=_("Their work e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("What they do"), choices=Membership.Role.choices)


class RoleForm(forms.Form):
    """What a member does from now on."""

    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)
