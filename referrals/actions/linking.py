"""Links by which an office answers without an account: made, stopped, refused."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from referrals import journal, letters, links, notices
from referrals.errors import MoveNotAllowedError, NotReadyError, SharingStoppedError
from referrals.models import OPEN, AnswerLink, Letter, Referral, Side
from referrals.moving import asked, check_status, hand_on, opened
from referrals.parties import Actor

MAKES_LINKS = (Side.SENDER, Side.NETWORK)
ONE_PRESS = timedelta(minutes=1)


@transaction.atomic
def make_link(
    referral: Referral, *, by: Actor, on_paper: bool = False, at: datetime | None = None
) -> AnswerLink:
    """Let the receiver answer by link: mailed to its listed address, or on paper.

    Pressed twice, one of the same minute is given back, and no second mail goes out.

    Raises:
        NotReadyError: the listing says no address.
        SharingStoppedError: the person stopped sharing.
    """
    when = asked(at)
    referral = opened(referral, by=by)
    hand = hand_on(referral, by, MAKES_LINKS)
    check_status(referral, OPEN)
    if referral.sharing_stopped_at is not None:
        raise SharingStoppedError
    address = "" if on_paper else links.mail_address_of(referral)
    if not (address or on_paper):
        raise NotReadyError(
            _("Their listing has no e-mail address. Print the request instead.")
        )
    before = referral.links.open(when.at).filter(
        made_by=hand.user, made_at__gt=when.at - ONE_PRESS, sent_to=address
    )
    if pressed := before.exclude(sent_to="", code_hash="").first():
        return pressed
    link = links.make(referral, by=hand.user, to=address, on_paper=on_paper, at=when.at)
    if on_paper:
        return link
    letters.write(link, Letter.What.ASKED, at=when.at)
    return link


@transaction.atomic
def stop_link(link: AnswerLink, *, by: Actor, at: datetime | None = None) -> None:
    """Let a link open nothing from now on; a second call changes nothing."""
    when = asked(at)
    referral = journal.lock(link.referral)
    hand = hand_on(referral, by, MAKES_LINKS)
    links.revoke(link, by=hand.writer(), at=when.at)


@transaction.atomic
def refuse_link(link: AnswerLink, *, at: datetime | None = None) -> None:
    """It came to an office that was not meant: it ends, and the sender is told.

    Nobody is asked who they are: whoever got it by mistake owes us nothing.
    """
    when = asked(at)
    referral = journal.lock(link.referral)
    if not AnswerLink.objects.open(when.at).filter(pk=link.pk).exists():
        raise MoveNotAllowedError(_("This link opens nothing any more."))
    links.revoke(link, by=None, at=when.at)
    notices.wrong_office(referral, when.at)
