"""What the rules of accounts refuse; each says why, in words for people."""


class AccountsRefusedError(Exception):
    """A change that may not be made."""


class NotAllowedError(AccountsRefusedError):
    """Whoever asks has not the right."""


class LastAdminError(AccountsRefusedError):
    """An organization would be left with nobody to decide for it."""


class AlreadyMemberError(AccountsRefusedError):
    """The person works there already."""


class InvitationClosedError(AccountsRefusedError):
    """The invitation was used, taken back, or is too old."""


class WrongAddressError(AccountsRefusedError):
    """The invitation was written to somebody else."""
