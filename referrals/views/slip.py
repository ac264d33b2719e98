"""The paper that a person takes along."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.http import StaffRequest
from directory.models import Service, ServiceAtLocation
from directory.presenters import PLACE_PARTS, SERVICE_PARTS, service_page
from referrals.models import Referral
from referrals.views.gate import let_in


@never_cache
@login_required
@require_safe
def slip(request: StaffRequest, number: str) -> HttpResponse:
    """Where to go and which code to say; nothing about the person.

    Paper gets lost, so it names neither the person nor the kind of help.
    """
    visible = Referral.objects.visible_to(request.user).with_parties()
    referral = let_in(request.user, visible, number)
    if referral.sent_at is None:
        raise Http404
    service = (
        Service.objects.filter(pk=referral.service_id)
        .select_related("organization", "program")
        .prefetch_related(
            *SERVICE_PARTS,
            "required_documents",
            "service_areas__area_codes",
            Prefetch(
                "service_at_locations",
                ServiceAtLocation.objects.select_related(
                    "location", "service"
                ).prefetch_related(*PLACE_PARTS, "service_areas__area_codes"),
            ),
        )
        .get()
    )
    page = service_page(service, near=None, at=timezone.now())
    context = {
        "referral": referral,
        "page": page,
        "address": settings.SITE_URL + reverse("referrals:answer_code"),
    }
    return render(request, "referrals/slip.html", context)
