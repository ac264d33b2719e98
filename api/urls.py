"""Addresses of this package's pages."""

from django.urls import URLPattern

app_name = "api"
urlpatterns: list[URLPattern] = []
