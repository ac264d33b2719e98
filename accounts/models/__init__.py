"""People who sign in, what they may do, and what they are told."""

from accounts.models.notice import Notice
from accounts.models.people import Invitation, Membership, User, UserManager

__all__ = ["Invitation", "Membership", "Notice", "User", "UserManager"]
