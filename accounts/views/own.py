"""Your own name, language and sessions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, second_factor
from accounts.forms import ProfileForm
from accounts.models import User
from config.http import StaffRequest


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: StaffRequest) -> HttpResponse:
    """Show and change how somebody is called, and lead to the rest."""
    user = request.user
    form = ProfileForm(
        request.POST or None,
        initial={"name": user.name, "language": user.language, "told": user.told},
    )
    if request.method == "POST" and form.is_valid():
        actions.change_profile(user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:profile")
    return render(
        request,
        "accounts/profile.html",
        {
            "form": form,
            "memberships": user.memberships.select_related("organization"),
            "has_second_factor": second_factor.has_one(user),
        },
    )


@login_required
@require_POST
def sign_out_everywhere(request: StaffRequest) -> HttpResponse:
    """End every session, this one too."""
    actions.sign_out_everywhere(request.user)
    request.session.flush()
    messages.success(request, _("You are signed out on every computer and phone."))
    return redirect("account_login")


def set_language(request: HttpRequest) -> HttpResponseBase:
    """Switch the language as Django does, and remember it for whoever is signed in."""
    answer = i18n.set_language(request)
    language = request.POST.get("language", "")
    if (
        request.method == "POST"
        and isinstance(request.user, User)
        and check_for_language(language)
    ):
        actions.choose_language(request.user, language=language)
    return answer
