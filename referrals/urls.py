"""Addresses of this package's pages."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from referrals.views import (
    answer,
    ask,
    family,
    links,
    lists,
    referral,
    rounds,
    slip,
    start,
)


class NumberConverter(StringConverter):
    """A referral's number, such as 26-00104; anything else is no address here."""

    regex = r"[0-9]{2}-[0-9]{5,9}"


register_converter(NumberConverter, "number")

app_name = "referrals"
urlpatterns = [
    path("refer/<uuid:service>/", start.person, name="start"),
    path("refer/<uuid:service>/new/", start.new_person, name="start_new_person"),
    path("refer/<uuid:service>/new/alike/", start.alike, name="start_alike"),
    path("refer/<uuid:service>/<uuid:person>/", start.need, name="start_need"),
    path("drafts/<number:number>/", start.draft, name="draft"),
    path("drafts/<number:number>/contact/", start.contact, name="start_contact"),
    path("drafts/<number:number>/agreement/", start.agreement, name="start_agreement"),
    path("drafts/<number:number>/check/", start.check, name="start_check"),
    path(
        "drafts/<number:number>/instead/<uuid:service>/",
        start.instead,
        name="start_instead",
    ),
    path("drafts/<number:number>/several/", rounds.choose, name="several"),
    path("refer/several/", rounds.begin, name="start_several"),
    path("rounds/<uuid:pk>/", rounds.show, name="round"),
    path("rounds/<uuid:pk>/stop/", rounds.stop, name="stop_round"),
    path("rounds/<uuid:pk>/ask/<uuid:service>/", rounds.ask, name="round_ask"),
    path("inbox/open/", rounds.open_requests, name="open_requests"),
    path("answer/", answer.code, name="answer_code"),
    path("answer/came/", answer.came, name="came"),
    path("answer/<str:token>/", answer.answer, name="answer"),
    path("ask/<uuid:service>/", ask.ask, name="ask"),
    path("ask/<uuid:service>/code/", ask.code, name="ask_code"),
    path("ask/<uuid:service>/<slug:step>/", ask.ask, name="ask_step"),
    path("status/", family.status, name="status"),
    path("status/proof/", family.prove, name="status_prove"),
    path("status/confirm/", family.confirm, name="status_confirm"),
    path("status/stop/", family.stop, name="status_stop"),
    path("status/contact/", family.contact, name="status_contact"),
    path("status/leave/", family.leave, name="status_leave"),
    path("status/close/", family.close, name="status_close"),
    path("inbox/", lists.inbox, name="inbox"),
    path("sent/", lists.sent, name="sent"),
    path("referrals/<number:number>/", referral.referral, name="referral"),
    path("referrals/<number:number>/slip/", slip.slip, name="slip"),
    path("referrals/<number:number>/links/", links.make, name="make_link"),
    path("referrals/<number:number>/links/<uuid:pk>/", links.paper, name="link_paper"),
    path(
        "referrals/<number:number>/links/<uuid:pk>/stop/", links.stop, name="stop_link"
    ),
    path("referrals/<number:number>/message/", referral.say, name="say"),
    path("referrals/<number:number>/note/", referral.note, name="note"),
    path("referrals/<number:number>/<slug:verb>/", referral.act, name="act"),
]
