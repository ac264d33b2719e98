"""What browsers and crawlers ask every site for, before they know it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe


@require_safe
def favicon(_request: HttpRequest) -> HttpResponse:
    """Lead whoever reads no ``<link>`` to the mark; its own address may change."""
    return redirect(static("img/waypost.svg"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Say what of the site a search engine should read."""
    context = {"sitemap": request.build_absolute_uri(reverse("sitemap"))}
    return render(
        request, "robots.txt", context, content_type="text/plain; charset=utf-8"
    )
