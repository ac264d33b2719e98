"""Everything that changes who may sign in and do what."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import demo, letters
from accounts.errors import (
    AlreadyMemberError,
    InvitationClosedError,
    LastAdminError,
    NotAllowedError,
    WrongAddressError,
)
from accounts.models import Invitation, Membership, User
from directory.models import Organization

INVITATION_LIFE = timedelta(days=14)


def token_hash(token: str) -> str:
    """Return what is kept of an invitation's secret."""
    # The secret has 256 random bits: a plain hash cannot be guessed back.
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    organization: Organization,
    *,
    by: User,
    email: str,
    role: Membership.Role,
    at: datetime | None = None,
) -> Invitation:
    """Write to somebody that they may work for this organization here.

    A second letter to the same address takes the first one back.

    Raises:
        NotAllowedError: ``by`` decides for another organization, or for none.
        AlreadyMemberError: that address works there already.
    """
    _check_decides(organization, by)
    email, at = email.strip().lower(), at or timezone.now()
    if organization.memberships.filter(user__email=email).exists():
        raise AlreadyMemberError(_("This person works here already."))
    organization.invitations.filter(email=email).unanswered().update(revoked_at=at)
    token = secrets.token_urlsafe(32)
    try:
        # In a point of its own: two letters at once must not spoil the transaction.
        with transaction.atomic():
            invitation = Invitation.objects.create(
                organization=organization,
                email=email,
                role=role,
                token_hash=token_hash(token),
                invited_by=by,
                invited_at=at,
                expires_at=at + INVITATION_LIFE,
            )
    except IntegrityError as twice:
        raise AlreadyMemberError(_("Somebody has just invited this person.")) from twice
    transaction.on_commit(partial(letters.invitation, invitation, token))
    return invitation


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, by: User, at: datetime | None = None
) -> Membership:
    """Take up an invitation; only the address it was written to can.

    Raises:
        WrongAddressError: it was written to another address.
        InvitationClosedError: it was used, taken back, or is too old.
    """
    at = at or timezone.now()
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if by.email.lower() != invitation.email:
        raise WrongAddressError(_("This invitation was sent to another address."))
    if not invitation.is_open(at):
        raise InvitationClosedError(_("This invitation is no longer open."))
    membership, _is_new = Membership.objects.get_or_create(
        user=by,
        organization=invitation.organization,
        defaults={"role": invitation.role, "since": at},
    )
    invitation.accepted_at, invitation.accepted_by = at, by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership


@transaction.atomic
def revoke_invitation(
    invitation: Invitation, *, by: User, at: datetime | None = None
) -> Invitation:
    """Take an invitation back; its link opens nothing any more.

    Raises:
        NotAllowedError: ``by`` does not decide for that organization.
        InvitationClosedError: it was accepted or taken back before.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    _check_decides(invitation.organization, by)
    if invitation.accepted_at or invitation.revoked_at:
        raise InvitationClosedError(_("This invitation is no longer open."))
    invitation.revoked_at = at or timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


@transaction.atomic
def change_role(membership: Membership, *, by: User, role: Membership.Role) -> None:
    """Let a member do something else.

    Raises:
        NotAllowedError: ``by`` does not decide for that organization.
        LastAdminError: nobody would be left to decide.
    """
    membership = _locked(membership)
    _check_decides(membership.organization, by)
    if role != Membership.Role.ADMIN:
        _check_not_last(membership)
    membership.role = role
    membership.save(update_fields=["role"])


@transaction.atomic
def remove_member(membership: Membership, *, by: User) -> None:
    """End a membership; everybody may end their own.

    Raises:
        NotAllowedError: ``by`` does not decide for that organization.
        LastAdminError: nobody would be left to decide.
    """
    membership = _locked(membership)
    if membership.user_id != by.pk:
        _check_decides(membership.organization, by)
    _check_not_last(membership)
    membership.delete()


def _locked(membership: Membership) -> Membership:
    # The organization's row, not only this one: two admins who leave at once must
    # not both find the other still there.
    Organization.objects.select_for_update().get(pk=membership.organization_id)
    return Membership.objects.select_related("organization").get(pk=membership.pk)


def _check_decides(organization: Organization, by: User) -> None:
    if not (by.is_active and by.administers(organization)):
        raise NotAllowedError(_("Only an admin of this organization may do this."))


def _check_not_last(membership: Membership) -> None:
    if membership.role != Membership.Role.ADMIN:
        return
    others = membership.organization.memberships.exclude(pk=membership.pk)
    if not others.admins().able().exists():
        raise LastAdminError(
            _("The last admin stays: make somebody else an admin first.")
        )


def change_profile(user: User, *, name: str, language: str, told: str) -> User:
    """Keep how somebody wants to be called, in which language, and told when."""
    user.name, user.language, user.told = name.strip(), language, told
    user.save(update_fields=["name", "language", "told"])
    return user


def choose_language(user: User, *, language: str) -> User:
    """Remember the language that somebody switched to."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    return user


def sign_out_everywhere(user: User) -> None:
    """End every session of this person, on every computer."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


@transaction.atomic
def make_demo_users(*, organizations: Mapping[str, Organization]) -> list[User]:
    """Make the demo's sign-ins, or find them; made twice, they are there once.

    ``organizations`` finds the demo's agencies by their slug in its files.

    Raises:
        KeyError: the files name an agency that is not among them.
    """
    # One password, so one hash: hashing is slow on purpose.
    hashed = make_password(demo.PASSWORD)
    return [_demo_user(said, organizations, hashed) for said in demo.people()]


def _demo_user(
    said: Mapping[str, str], organizations: Mapping[str, Organization], hashed: str
) -> User:
    user = User.objects.filter(email=said["email"]).first()
    if user is None:
        user = User.objects.create(
            email=said["email"],
            password=hashed,
            name=said["name"],
            language=said.get("language", ""),
            network_role=said.get("network_role", ""),
        )
    EmailAddress.objects.get_or_create(
        user=user,
        email=user.email,
        defaults={"verified": True, "primary": True},
    )
    if slug := said.get("organization"):
        Membership.objects.get_or_create(
            user=user,
            organization=organizations[slug],
            defaults={"role": said["role"]},
        )
    return user
