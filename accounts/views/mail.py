"""The mailbox of development and the demo."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import mailbox as box


@never_cache
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """List the e-mails that would have been sent."""
    place = box.folder()
    if place is None:
        raise Http404
    return render(request, "accounts/mailbox.html", {"letters": box.letters(place)})


@never_cache
@require_GET
def message(request: HttpRequest, file: str, number: int) -> HttpResponse:
    """Show one of them."""
    place = box.folder()
    letter = box.letter(place, file, number) if place else None
    if letter is None:
        raise Http404
    return render(request, "accounts/message.html", {"letter": letter})
