"""Writing invitations, and taking them up."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import actions, navigation
from accounts.errors import AccountsRefusedError
from accounts.forms import InvitationForm
from accounts.models import Invitation, Membership, User
from accounts.views.members import administered, team_page
from config.http import StaffRequest


@login_required
@require_POST
def invite(request: StaffRequest, organization: UUID) -> HttpResponse:
    """Write to somebody that they may work for this organization here."""
    office = administered(request, organization)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return team_page(request, office, form)
    try:
        actions.invite(
            office,
            by=request.user,
            email=form.cleaned_data["email"],
            role=Membership.Role(form.cleaned_data["role"]),
        )
    except AccountsRefusedError as refused:
        form.add_error("email", str(refused))
        return team_page(request, office, form)
    messages.success(
        request, _("The invitation is on its way. It is open for 14 days.")
    )
    return redirect("accounts:member_list", office.pk)


@login_required
@require_POST
def revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    user = request.user
    invitation = get_object_or_404(
        Invitation.objects.filter(organization__in=user.administered_organizations()),
        pk=pk,
    )
    try:
        actions.revoke_invitation(invitation, by=user)
    except AccountsRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back. Its link opens nothing any more."))
    return redirect("accounts:member_list", invitation.organization_id)


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Lead whoever holds the link to an account, then into the organization."""
    invited = (
        Invitation.objects.select_related("organization")
        .filter(token_hash=actions.token_hash(token))
        .first()
    )
    user = request.user
    if invited is None or not invited.is_open():
        return _closed(request, invited, user)
    if not isinstance(user, User):
        # The link came by e-mail to this address and nowhere else, which proves the
        # address: a new account with it need not be confirmed once more.
        get_adapter().stash_verified_email(request, invited.email)
        return _page(request, invited, step="sign_in")
    if user.email != invited.email:
        return _page(request, invited, step="other")
    if request.method == "GET":
        return _page(request, invited, step="join")
    return _join(request, invited, user)


def _join(request: HttpRequest, invited: Invitation, user: User) -> HttpResponse:
    try:
        actions.accept_invitation(invited, by=user)
    except AccountsRefusedError as refused:
        messages.error(request, str(refused))
        return redirect("accounts:profile")
    said = _("Welcome. You now work for %(office)s here.")
    messages.success(request, said % {"office": invited.organization})
    roles, _office = user.roles_and_office()
    return redirect(navigation.beginning(roles).url() or "search:home")


def _closed(
    request: HttpRequest, invited: Invitation | None, user: object
) -> HttpResponse:
    """Tell whoever joined so, in a second tab or by the link once more."""
    if invited is not None and isinstance(user, User) and invited.accepted_by == user:
        office = invited.organization
        if office.memberships.filter(user=user).exists():
            said = _("You work for %(office)s here already.")
            messages.info(request, said % {"office": office})
            return redirect("accounts:profile")
    return render(request, "accounts/invitation_closed.html", status=404)


def _page(request: HttpRequest, invited: Invitation, *, step: str) -> HttpResponse:
    return render(
        request, "accounts/invitation.html", {"invitation": invited, "step": step}
    )
