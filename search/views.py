"""The pages on which people look for help."""

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from config.http import PublicRequest
from search import answers
from search.engines import SearchUnavailableError
from search.forms import SearchForm
from search.health import health as engines_health
from search.presenters import (
    DISTANCES,
    doors,
    place_suggestions,
    plain_url,
    refusals,
    results_page,
    suggestions,
)


@require_safe
def home(request: PublicRequest) -> HttpResponse:
    """Place first, then need; or one of the kinds of help."""
    return render(request, "search/home.html", {"doors": doors()})


@require_safe
def results(request: PublicRequest) -> HttpResponse:
    """Services that answer the question in the address."""
    form = SearchForm(request.GET)
    context = {"form": form, "asked": request.GET, "distances": DISTANCES}
    if not form.is_valid():
        context |= {
            "refusals": refusals(form, request.GET),
            "plain_url": plain_url(form, request.GET),
        }
        return render(request, "search/results.html", context, status=400)
    query, notice = form.query, ""
    try:
        try:
            answer = answers.ask(query, is_exact=form.is_exact)
        except answers.PageBeyondEndError as error:
            query = replace(query, page=error.last_page)
            answer = answers.ask(query, is_exact=form.is_exact)
            notice = _("That page is beyond the end. This is the last one.")
    except SearchUnavailableError:
        answer = answers.ask_records(query)
        if not answer.found.total:
            return render(request, "search/unavailable.html", status=503)
    page = results_page(answer, request.GET)
    return render(
        request, "search/results.html", context | {"page": page, "notice": notice}
    )


@require_safe
def suggest(request: PublicRequest) -> HttpResponse:
    """Kinds of help and services that somebody may be typing the name of."""
    found = suggestions(request.GET.get("q", ""), request.GET.get("near", ""))
    return render(request, "search/_partials/suggestions.html", {"found": found})


@require_safe
def suggest_places(request: PublicRequest) -> HttpResponse:
    """Places that somebody may be typing the name of."""
    found = place_suggestions(request.GET.get("near", ""))
    return render(request, "search/_partials/place_options.html", {"places": found})


@require_safe
def health(request: PublicRequest) -> HttpResponse:
    """How each engine is and what waits for it: for the network's staff."""
    if not getattr(request.user, "is_staff", False):
        raise Http404
    engines = engines_health(timezone.now())
    return render(request, "search/health.html", {"engines": engines})
