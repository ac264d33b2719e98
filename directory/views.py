"""The directory's public pages."""

from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from config.http import PublicRequest
from directory import places
from directory.models import Service, ServiceAtLocation
from directory.places import Place, PlaceNotFoundError
from directory.presenters import (
    PLACE_PARTS,
    SERVICE_PARTS,
    page_map,
    service_page,
)
from directory.templatetags.look import drawings

MOST_OUTLINES = 60


@require_safe
def service(request: PublicRequest, pk: UUID) -> HttpResponse:
    """One listed service."""
    found = get_object_or_404(
        Service.objects.listed()
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
        ),
        pk=pk,
    )
    page = service_page(found, near=_near(request), at=timezone.now())
    return render(
        request,
        "directory/service.html",
        {
            "page": page,
            "near": request.GET.get("near", ""),
            "asked_for": request.GET.get("q", ""),
            "map": page_map(page),
        },
    )


def _near(request: PublicRequest) -> Place | None:
    """Where the reader looked; a name that nobody knows is no reason to fail."""
    try:
        text = request.GET.get("near", "")
        return places.find(text, near=settings.NETWORK_CENTER) if text else None
    except PlaceNotFoundError:
        return None


@require_safe
@cache_control(public=True, max_age=24 * 60 * 60)
def outlines(request: PublicRequest) -> JsonResponse:
    """Outlines of counties and states, and their towns: ``?code=us-ca-019&code=…``."""
    codes = request.GET.getlist("code")[:MOST_OUTLINES]
    drawn = places.county_outlines(codes)
    drawn["features"] += places.landmarks(codes)
    return JsonResponse(drawn)


@require_safe
def about(request: PublicRequest) -> HttpResponse:
    """What Waypost is, and who runs it."""
    return render(request, "directory/about.html")


@require_safe
def privacy(request: PublicRequest) -> HttpResponse:
    """How what people tell us is kept."""
    return render(request, "directory/privacy.html")


@require_safe
def styleguide(request: PublicRequest) -> HttpResponse:
    """Every component in every state, for developers."""
    if not settings.DEBUG:
        raise Http404
    parts = ["tokens", "actions", "public", "work", "people"]
    context = {"parts": parts, "icons": sorted(drawings())}
    return render(request, "styleguide/page.html", context)
