"""The demo's way in; everybody else signs in through allauth."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from accounts import demo, navigation
from accounts.models import User


@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's five, without a password: in the demo only."""
    email = request.POST.get("email", "")
    if not settings.DEMO or email not in {part.email for part in demo.PARTS}:
        raise Http404
    user = get_object_or_404(User, email=email, is_active=True)
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    roles, _office = user.roles_and_office()
    return redirect(navigation.beginning(roles).url() or "search:home")
