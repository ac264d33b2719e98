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
    plain_url,
    refusals,
    results_page,
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
            found = answers.ask(query)
        except answers.PageBeyondEndError as error:
            query = replace(query, page=error.last_page)
            found = answers.ask(query)
            notice = _("That page is beyond the end. This is the last one.")
    except SearchUnavailableError:
        return render(request, "search/unavailable.html", status=503)
    page = results_page(form, query, found, request.GET)
    return render(
        request, "search/results.html", context | {"page": page, "notice": notice}
    )


@require_safe
def health(request: PublicRequest) -> HttpResponse:
    """How each engine is and what waits for it: for the network's staff."""
    if not getattr(request.user, "is_staff", False):
        raise Http404
    engines = engines_health(timezone.now())
    return render(request, "search/health.html", {"engines": engines})
