"""Addresses of this package's pages."""

from django.urls import URLPattern, path

from accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("profile/", views.profile, name="profile"),
    path("notices/", views.notice_list, name="notices"),
    path("notices/read/", views.read_notices, name="read_notices"),
    path("sign-out-everywhere/", views.sign_out_everywhere, name="sign_out_everywhere"),
    path("demo/", views.demo_sign_in, name="demo_sign_in"),
    path("mailbox/", views.mailbox, name="mailbox"),
    path("mailbox/<slug:file>/<int:number>/", views.message, name="message"),
    path("members/", views.members, name="members"),
    path("members/<uuid:organization>/", views.member_list, name="member_list"),
    path("members/<uuid:organization>/invite/", views.invite, name="invite"),
    path("memberships/<int:pk>/role/", views.change_role, name="change_role"),
    path("memberships/<int:pk>/remove/", views.remove, name="remove"),
    path("invitations/<int:pk>/revoke/", views.revoke, name="revoke"),
    path("join/<str:token>/", views.invitation, name="invitation"),
]
