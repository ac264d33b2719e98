"""Every door of the site, in the order a visitor meets them."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("search.urls")),
    path("", include("directory.urls")),
    path("", include("care.urls")),
    path("", include("referrals.urls")),
    path("api/", include("api.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("i18n/setlang/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
