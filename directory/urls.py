"""Addresses of the directory's pages."""

from django.urls import path

from directory import views

app_name = "directory"
urlpatterns = [
    path("services/<uuid:pk>/", views.service, name="service"),
    path("outlines.json", views.outlines, name="outlines"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
]
