"""The sender's side of links: make one, stop it, print it."""

from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from config.http import StaffRequest
from referrals import actions, links
from referrals.errors import RefusedError
from referrals.models import AnswerLink, Referral
from referrals.parties import sides_of
from referrals.presenters.links import links_panel
from referrals.presenters.page import office_phone
from referrals.presenters.words import moment_of
from referrals.views.gate import let_in


@login_required
@require_POST
def make(request: StaffRequest, number: str) -> HttpResponse:
    """Let the receiver answer without an account."""
    found = _found(request, number)
    on_paper = request.POST.get("way") == "paper"
    try:
        link = actions.make_link(found, by=request.user, on_paper=on_paper)
    except RefusedError as refused:
        messages.error(request, refused.reason)
        return redirect(f"{found.get_absolute_url()}#links")
    if on_paper:
        return redirect("referrals:link_paper", number, link.pk)
    said = _("A link is on its way to %(address)s.") % {"address": link.sent_to}
    messages.success(request, said)
    return redirect(f"{found.get_absolute_url()}#links")


@login_required
@require_POST
def stop(request: StaffRequest, number: str, pk: UUID) -> HttpResponse:
    """Take a link back."""
    found = _found(request, number)
    link = get_object_or_404(AnswerLink, pk=pk, referral=found)
    try:
        actions.stop_link(link, by=request.user)
    except RefusedError as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Stopped. The link opens nothing any more."))
    return redirect(f"{found.get_absolute_url()}#links")


@never_cache
@login_required
@require_safe
def paper(request: StaffRequest, number: str, pk: UUID) -> HttpResponse:
    """The request on paper, to fax or to hand over.

    Paper gets lost, so it names neither the person nor the kind of help.
    """
    found = _found(request, number)
    panel = links_panel(found, sides_of(found, request.user), timezone.now())
    lines = panel.lines if panel else ()
    link = next((one.link for one in lines if one.link.pk == pk), None)
    printable = {one.link.pk for one in lines if one.may_be_printed}
    if link is None or pk not in printable:
        raise Http404
    code = links.code_of(link)
    context = {
        "referral": found,
        "link": link,
        "code": f"{code[:4]} {code[4:]}",
        "address": settings.SITE_URL + reverse("referrals:answer_code"),
        "qr": _qr(links.address_of(link)),
        "due": moment_of(found.due_at) if found.due_at else "",
        "phone": office_phone(found.sender_id),
    }
    return render(request, "referrals/paper.html", context)


def _found(request: StaffRequest, number: str) -> Referral:
    visible = Referral.objects.visible_to(request.user).with_parties()
    return let_in(request.user, visible, number)


def _qr(address: str) -> str:
    """The address as an SVG that stands in the page; faxes blur, so it mends a lot."""
    drawn = segno.make(address, error="q", micro=False)
    return mark_safe(  # noqa: S308 - drawn by segno, of an address of ours
        drawn.svg_inline(scale=4, border=4, dark="#000", light="#fff", omitsize=True)
    )
