"""What you were told, newest first."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import notices
from config.http import StaffRequest

PER_PAGE = 30


@never_cache
@login_required
@require_safe
def notice_list(request: StaffRequest) -> HttpResponse:
    """Show them; each leads to what it is about, and is read when that opens."""
    found = Paginator(request.user.notices.kept(), PER_PAGE)
    page = found.get_page(request.GET.get("page"))
    lines = notices.lines(request.user, list(page.object_list))
    return render(request, "accounts/notices.html", {"page": page, "lines": lines})


@login_required
@require_POST
def read_notices(request: StaffRequest) -> HttpResponse:
    """Mark them all as read."""
    notices.read_all(request.user)
    messages.success(request, _("All marked as read."))
    return redirect("accounts:notices")
