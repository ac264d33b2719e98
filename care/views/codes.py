"""The family's code: made, printed once, and stopped."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care import actions
from care.views.people import own_person
from config.http import StaffRequest


@never_cache
@login_required
@require_POST
def make(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Make a code and show it this once, as paper to hand over.

    The paper names nobody: it may be lost.
    """
    person = own_person(request, pk)
    code = actions.make_code(person, by=request.user)
    return render(request, "care/code.html", {"person": person, "code": code})


@never_cache
@login_required
@require_POST
def stop(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Let the code open nothing any more."""
    person = own_person(request, pk)
    actions.stop_code(person, by=request.user)
    messages.success(request, _("The code opens nothing any more."))
    return redirect(person)
