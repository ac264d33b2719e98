"""Addresses of the pages on which people look for help."""

from django.urls import path

from search import views

app_name = "search"
urlpatterns = [
    path("", views.home, name="home"),
    path("search", views.results, name="page"),
    path("search/health", views.health, name="health"),
    path("search/suggest", views.suggest, name="suggest"),
    path("search/places", views.suggest_places, name="suggest_places"),
]
