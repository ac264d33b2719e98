"""The mail that tells: a headline and a link for each notice, never a word more.

Mail is read on shared screens and passes through strangers' machines.
"""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import User
from accounts.notices.kinds import Said


def send(user: User, said: Sequence[Said], *, name: str) -> bool:
    """Mail these to their reader, in their language; False if nobody took it.

    ``name`` stays the same when the same is sent again, so that a mailbox can put the
    two together.

    Raises:
        OSError: the mail server does not answer, or refuses.
    """
    with translation.override(user.language or settings.LANGUAGE_CODE):
        mail = EmailMessage(
            subject=_subject(said),
            body=render_to_string(
                "email/notices.txt", {"notices": said, "site": settings.SITE_URL}
            ),
            to=[user.email],
            headers={"Message-ID": f"<{name}@{urlsplit(settings.SITE_URL).hostname}>"},
        )
    return bool(mail.send())


def _subject(said: Sequence[Said]) -> str:
    if len(said) == 1:
        return said[0].headline
    count = len(said)
    return ngettext(
        "%(count)d notice from Waypost", "%(count)d notices from Waypost", count
    ) % {"count": count}
