"""The way in to one referral: who may not see it is turned away, and it is logged."""

from django.http import Http404

from accounts.models import User
from referrals import actions
from referrals.models import Referral
from referrals.models.finding import ReferralQuerySet


def let_in(user: User, visible: ReferralQuerySet, number: str) -> Referral:
    """Return the referral if it is among those that the user may see.

    Raises:
        Http404: there is none, or it is not theirs to see: which, is not told.
    """
    found = visible.filter(number=number).first()
    if found is None:
        actions.log_refused(number, by=user)
        raise Http404
    return found
