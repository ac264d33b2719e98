"""Addresses of the API."""

from django.urls import URLPattern, URLResolver, path, re_path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from api.errors import not_found
from api.v1.search import search

app_name = "api"
urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/search", search, name="search"),
    path(
        "v1/schema",
        SpectacularAPIView.as_view(permission_classes=[AllowAny]),
        name="schema",
    ),
    # Last: programs get our errors in their own language, not as a page.
    re_path(r"^(?P<rest>.*)$", not_found),
]
