"""Pages about the people who sign in."""

from accounts.views.invitations import invitation, invite, revoke
from accounts.views.mail import mailbox, message
from accounts.views.members import change_role, member_list, members, remove
from accounts.views.notices import notice_list, read_notices
from accounts.views.own import profile, set_language, sign_out_everywhere
from accounts.views.signing_in import demo_sign_in

__all__ = [
    "change_role",
    "demo_sign_in",
    "invitation",
    "invite",
    "mailbox",
    "member_list",
    "members",
    "message",
    "notice_list",
    "profile",
    "read_notices",
    "remove",
    "revoke",
    "set_language",
    "sign_out_everywhere",
]
