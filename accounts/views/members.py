"""Who works for an organization here, for those who decide it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts import actions
from accounts.errors import AccountsRefusedError
from accounts.forms import InvitationForm, RoleForm
from accounts.models import Membership, User
from config.http import StaffRequest
from directory.models import Organization

MOST = 50


@login_required
@require_GET
def members(request: StaffRequest) -> HttpResponse:
    """Lead to the team; to choose from, where somebody decides for several."""
    user = request.user
    words = request.GET.get("q", "").strip()
    organizations = user.administered_organizations()
    if not user.is_network_admin:
        only = organizations[:2]
        if not only:
            raise Http404
        if len(only) == 1:
            return redirect("accounts:member_list", only[0].pk)
    if words:
        organizations = organizations.filter(name__icontains=words)
    elif user.is_network_admin:
        # All offices of the network would be too many: those with people first.
        organizations = organizations.filter(
            Q(memberships__isnull=False) | Q(invitations__isnull=False)
        ).distinct()
    return render(
        request,
        "accounts/teams.html",
        {"organizations": organizations[:MOST], "words": words},
    )


@login_required
@require_GET
def member_list(request: StaffRequest, organization: UUID) -> HttpResponse:
    """Show a team, its open invitations, and the form for the next."""
    office = administered(request, organization)
    return team_page(request, office, InvitationForm())


@login_required
@require_POST
def change_role(request: StaffRequest, pk: int) -> HttpResponse:
    """Let a member do something else."""
    user = request.user
    membership = get_object_or_404(
        Membership.objects.filter(
            organization__in=user.administered_organizations()
        ).select_related("user"),
        pk=pk,
    )
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the roles in the list."))
    else:
        role = Membership.Role(form.cleaned_data["role"])
        try:
            actions.change_role(membership, by=user, role=role)
        except AccountsRefusedError as refused:
            messages.error(request, str(refused))
        else:
            said = _("%(name)s is now: %(role)s.")
            messages.success(
                request, said % {"name": membership.user, "role": role.label}
            )
    return back(user, membership.organization_id)


@login_required
@require_POST
def remove(request: StaffRequest, pk: int) -> HttpResponse:
    """End a membership: an admin's word, or the member's own."""
    user = request.user
    membership = get_object_or_404(
        Membership.objects.filter(
            Q(organization__in=user.administered_organizations()) | Q(user=user)
        ).select_related("user", "organization"),
        pk=pk,
    )
    try:
        actions.remove_member(membership, by=user)
    except AccountsRefusedError as refused:
        messages.error(request, str(refused))
    else:
        said = _("%(name)s no longer works for %(office)s here.")
        messages.success(
            request,
            said % {"name": membership.user, "office": membership.organization},
        )
    return back(user, membership.organization_id)


def back(user: User, organization: UUID) -> HttpResponse:
    """Return to the team; to one's own page, where the team is closed by now."""
    if user.administered_organizations().filter(pk=organization).exists():
        return redirect("accounts:member_list", organization)
    return redirect("accounts:profile")


def administered(request: StaffRequest, organization: UUID) -> Organization:
    """Return an organization for which the viewer decides; others are hidden."""
    user = request.user
    return get_object_or_404(user.administered_organizations(), pk=organization)


def team_page(
    request: StaffRequest, office: Organization, form: forms.Form
) -> HttpResponse:
    """Show the team with a form as it stands, perhaps with its errors."""
    return render(
        request,
        "accounts/team.html",
        {
            "organization": office,
            "memberships": office.memberships.select_related("user"),
            "invitations": office.invitations.unanswered(),
            "roles": Membership.Role.choices,
            "form": form,
        },
        status=400 if form.errors else 200,
    )
