"""Addresses of this package's pages."""

from django.urls import path

from referrals.views import lists, referral, slip, start

app_name = "referrals"
urlpatterns = [
    path("refer/<uuid:service>/", start.person, name="start"),
    path("refer/<uuid:service>/new/", start.new_person, name="start_new_person"),
    path("refer/<uuid:service>/<uuid:person>/", start.need, name="start_need"),
    path("drafts/<str:number>/", start.draft, name="draft"),
    path("drafts/<str:number>/contact/", start.contact, name="start_contact"),
    path("drafts/<str:number>/agreement/", start.agreement, name="start_agreement"),
    path("drafts/<str:number>/check/", start.check, name="start_check"),
    path("inbox/", lists.inbox, name="inbox"),
    path("sent/", lists.sent, name="sent"),
    path("referrals/<str:number>/", referral.referral, name="referral"),
    path("referrals/<str:number>/slip/", slip.slip, name="slip"),
    path("referrals/<str:number>/message/", referral.say, name="say"),
    path("referrals/<str:number>/note/", referral.note, name="note"),
    path("referrals/<str:number>/<slug:verb>/", referral.act, name="act"),
]
