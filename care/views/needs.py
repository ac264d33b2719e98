"""What people need: written down, and withdrawn."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from care import actions
from care.errors import CareRefusedError
from care.forms.needs import NeedForm
from care.models import Need, Person
from care.views.people import own_person
from config.http import StaffRequest


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write down what a person needs."""
    person = own_person(request, pk)
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_need(person, by=request.user, **form.details(), **form.token())
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("The need is written down."))
            return redirect(person)
    return render(
        request,
        "care/need_form.html",
        {"form": form, "person": person},
        status=400 if form.is_bound else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The person no longer wants help with this; by GET, see them, as after signing in.

    Following a link withdraws nothing.
    """
    need = get_object_or_404(
        Need.objects.filter(
            person__in=Person.objects.visible_to(request.user)
        ).select_related("person__kept_by"),
        pk=pk,
    )
    own_person(request, need.person_id)
    if request.method != "POST":
        return redirect(need.person)
    try:
        actions.withdraw_need(need, by=request.user)
    except CareRefusedError as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Noted: no longer wanted."))
    return redirect(need.person)
