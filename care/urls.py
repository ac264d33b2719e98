"""Addresses of this package's pages."""

from django.urls import path

from care.views import alike, codes, consents, needs, people

app_name = "care"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/new/", people.add, name="add"),
    path("people/new/alike/", alike.alike, name="alike"),
    path("people/<uuid:pk>/", people.person, name="person"),
    path("people/<uuid:pk>/change/", people.change, name="change"),
    path("people/<uuid:pk>/needs/new/", needs.add, name="add_need"),
    path("people/<uuid:pk>/consents/new/", consents.record, name="record_consent"),
    path("people/<uuid:pk>/code/", codes.make, name="make_code"),
    path("people/<uuid:pk>/code/stop/", codes.stop, name="stop_code"),
    path("needs/<uuid:pk>/withdraw/", needs.withdraw, name="withdraw_need"),
    path("consents/<uuid:pk>/stop/", consents.stop, name="stop_consent"),
]
