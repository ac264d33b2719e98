"""What people agree to share: written down, and stopped."""

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
from care.forms.consents import ConsentForm, StopForm
from care.models import Consent, Person
from care.views.people import own_person
from config.http import StaffRequest


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Write down what a person agreed to share."""
    person = own_person(request, pk)
    form = ConsentForm(request.POST or None, initial={"language": person.language})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_consent(
                person,
                by=request.user,
                terms=form.terms(person.kept_by),
                **form.token(),
            )
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("What they agreed to is written down."))
            return redirect(person)
    return render(
        request,
        "care/consent_form.html",
        {"form": form, "person": person},
        status=400 if form.is_bound else 200,
    )


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Stop sharing from now on; the page before says what follows."""
    consent = get_object_or_404(
        Consent.objects.filter(
            person__in=Person.objects.visible_to(request.user)
        ).select_related("person__kept_by"),
        pk=pk,
    )
    person = own_person(request, consent.person_id)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_consent(
                consent, by=request.user, how=form.cleaned_data["how"]
            )
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Nothing more is shared under this agreement."))
            return redirect(person)
    return render(
        request,
        "care/stop_form.html",
        {"form": form, "person": person, "consent": consent},
        status=400 if form.is_bound else 200,
    )
