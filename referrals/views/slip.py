"""The paper that a person takes along."""

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.http import StaffRequest
from directory.models import Service, ServiceAtLocation
from directory.presenters import PLACE_PARTS, SERVICE_PARTS, service_page
from referrals.models import Referral


@never_cache
@login_required
@require_safe
def slip(request: StaffRequest, number: str) -> HttpResponse:
    """Where to go and which code to say; nothing about the person.

    Paper gets lost, so it names neither the person nor the kind of help.
    """
    referral = get_object_or_404(
        Referral.objects.visible_to(request.user)
        .filter(sent_at__isnull=False)
        .with_parties(),
        number=number,
    )
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
    return render(request, "referrals/slip.html", {"referral": referral, "page": page})
