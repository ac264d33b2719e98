"""Addresses of this package's pages."""

from django.urls import path

from referrals.views import lists, referral, slip

app_name = "referrals"
urlpatterns = [
    path("inbox/", lists.inbox, name="inbox"),
    path("sent/", lists.sent, name="sent"),
    path("referrals/<str:number>/", referral.referral, name="referral"),
    path("referrals/<str:number>/slip/", slip.slip, name="slip"),
    path("referrals/<str:number>/message/", referral.say, name="say"),
    path("referrals/<str:number>/note/", referral.note, name="note"),
    path("referrals/<str:number>/<slug:verb>/", referral.act, name="act"),
]
