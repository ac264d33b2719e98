"""People: found, read, written down and corrected."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from care import actions
from care.errors import CareRefusedError, StalePersonError
from care.forms.people import (
    FindForm,
    PersonForm,
    are_valid,
    described,
    phone_details,
    phones_in,
    written,
    written_phones,
)
from care.models import Person
from care.presenters import people as listing
from care.presenters.person import brief, keeps, person_page
from care.views.alike import are_new, known_alike
from config.http import StaffRequest

PER_PAGE = 30
FOUND_AT_MOST = 50


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: StaffRequest) -> HttpResponse:
    """List people; a search is posted, so that no name gets into an address."""
    user = request.user
    if not user.sees_people():
        raise Http404
    offices = listing.offices_of(user)
    visible = listing.listed(Person.objects.visible_to(user))
    form = FindForm(request.POST or None)
    sought = form.cleaned_data["q"].strip() if form.is_valid() else ""
    if sought:
        found = list(listing.matching(visible, sought)[: FOUND_AT_MOST + 1])
        page, shown = None, found[:FOUND_AT_MOST]
    else:
        found = []
        page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
        shown = list(page)
    context = {
        "form": form,
        "sought": sought,
        "rows": listing.rows_of(shown, offices, timezone.localdate()),
        "is_cut": len(found) > FOUND_AT_MOST,
        "page": page,
        "may_add": bool(offices),
        "keeps": bool(offices) or user.is_network_admin,
    }
    return render(request, "care/people.html", context)


@never_cache
@login_required
@require_safe
def person(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Show one person; a look from another office goes into the access log."""
    user = request.user
    shown = person_for(request, pk)
    if request.method == "GET":
        actions.log_person_look(shown, by=user)
    page = person_page(shown, user, at=timezone.now())
    return render(request, "care/person.html", {"page": page, "brief": brief(page)})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Write down somebody new."""
    offices = listing.offices_of(request.user)
    if not offices:
        raise Http404
    form = PersonForm(request.POST or None, offices=offices)
    phones = phones_in(request.POST)
    visible = Person.objects.visible_to(request.user)
    found = known_alike(request, form, phones, listing.listed(visible), offices)
    if request.method == "POST" and are_new(form, phones, found):
        kept = actions.keep_person(by=request.user, **described(form, phones, offices))
        messages.success(
            request, _("Written down as No. %(number)s.") % {"number": kept.number}
        )
        return redirect(kept)
    context = {
        "form": form,
        "phones": phones,
        "person": None,
        "alike": found,
        "alike_url": reverse("care:alike"),
    }
    return render(request, "care/person_form.html", context, status=status_of(form))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Correct what is written; referrals that were sent keep their copies."""
    changed = own_person(request, pk)
    form = PersonForm(request.POST or None, initial=written(changed))
    phones = phones_in(request.POST, written_phones(changed))
    if request.method == "POST" and are_valid(form, phones):
        try:
            actions.change_person(
                changed,
                by=request.user,
                details=form.details(),
                phones=phone_details(phones),
                unchanged_since=form.unchanged_since(),
            )
        except StalePersonError as stale:
            form.add_error(None, stale.reason)
            form.weigh_against(stale.changed_at)
        except CareRefusedError as refused:
            form.add_error(None, refused.reason)
        else:
            messages.success(request, _("Saved."))
            return redirect(changed)
    context = {"form": form, "phones": phones, "person": changed}
    return render(request, "care/person_form.html", context, status=status_of(form))


def person_for(request: StaffRequest, pk: UUID) -> Person:
    """Return a person whom the viewer may see; others are hidden, and it is logged."""
    visible = Person.objects.visible_to(request.user)
    found = (
        visible.select_related("kept_by", "created_by")
        .prefetch_related("phones")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        actions.log_refused_person(pk, by=request.user)
        raise Http404
    return found


def own_person(request: StaffRequest, pk: UUID) -> Person:
    """Return a person whom the viewer may change; others are hidden."""
    found = person_for(request, pk)
    if not keeps(found, request.user):
        raise Http404
    return found


def status_of(form: PersonForm) -> int:
    """400 when something typed was not right, so that programs see it too."""
    return 400 if form.is_bound else 200
