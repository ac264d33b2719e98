"""Whoever writes somebody down is told whom they may have written down already.

Only of the people whom they may see, and of those of other offices no more than the
list of people shows: of anybody else not even that there is one.
"""

from collections.abc import Callable, Sequence

from django.contrib.auth.decorators import login_required
from django.forms.formsets import BaseFormSet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from care import likeness
from care.forms.people import (
    PersonForm,
    PhoneForm,
    are_valid,
    described,
    described_so_far,
    phones_in,
)
from care.models import Person
from care.models.person import PersonQuerySet
from care.presenters import people as listing
from care.presenters.alike import Alike, alike_of
from config.http import StaffRequest
from directory.models import Organization

NO_CONTENT = 204


@never_cache
@login_required
@require_POST
def alike(request: StaffRequest) -> HttpResponse:
    """Who may be the one that is being written down, while it is typed."""
    offices = listing.offices_of(request.user)
    if not offices:
        raise Http404
    visible = listing.listed(Person.objects.visible_to(request.user))
    return alike_fragment(request, visible, offices)


def alike_fragment(
    request: StaffRequest,
    people: PersonQuerySet,
    offices: Sequence[Organization],
    *,
    url: Callable[[Person], str] = Person.get_absolute_url,
) -> HttpResponse:
    """The list for the form; nothing where it is shown there already."""
    form = PersonForm(request.POST, offices=offices)
    found = known_alike(
        request, form, phones_in(request.POST), people, offices, url=url
    )
    if request.POST.get("shown", "") == found.mark:
        return HttpResponse(status=NO_CONTENT)
    return render(request, "care/_partials/alike.html", {"alike": found})


def known_alike(
    request: StaffRequest,
    form: PersonForm,
    phones: "BaseFormSet[PhoneForm]",
    people: PersonQuerySet,
    offices: Sequence[Organization],
    *,
    url: Callable[[Person], str] = Person.get_absolute_url,
) -> Alike:
    """Those of these people who may be the one in the form, and where to go on."""
    if not form.is_bound:
        return Alike()
    if form.is_valid() and are_valid(form, phones):
        # A second press finds whom the first wrote down, and is that very press.
        key = described(form, phones, offices)["key"]
        people = people.exclude(created_by=request.user, idempotency_key=key)
    return alike_of(
        likeness.alike(people, described_so_far(form, phones)),
        offices,
        timezone.localdate(),
        url=url,
        said=request.POST.get("none_of", ""),
    )


def are_new(form: PersonForm, phones: "BaseFormSet[PhoneForm]", found: Alike) -> bool:
    """Whether all can be read, and it is said that it is none of those alike."""
    if not are_valid(form, phones):
        return False
    if found.likes and not found.is_none_of_them:
        asked = _("You may have written this person down already. Is it one of these?")
        form.add_error(None, format_html('<a href="#alike">{}</a>', asked))
        return False
    return True
