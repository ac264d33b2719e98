"""Who may write about a person, and the lock under which it is written."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Membership, User
from care.errors import NotYoursError
from care.models import KEEPS_PEOPLE, Person
from directory.models import Organization


@dataclass(frozen=True, slots=True)
class Family:
    """The person, or who cares for them, writing of themselves without an account."""

    person: Person


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who asks for help themselves and is not written down yet."""


NEWCOMER = Newcomer()

type Writer = User | Family


def check_keeper(user: User, organization: Organization) -> None:
    """Refuse whoever does not write for the office that keeps the person.

    Raises:
        NotYoursError: they do not.
    """
    if user.is_network_admin:
        return
    keeps = Membership.objects.filter(
        user=user, organization=organization, role__in=KEEPS_PEOPLE
    )
    if not keeps.exists():
        raise NotYoursError(
            _("Only the organization that keeps this person may change this.")
        )


def check_writer(by: Writer, person: Person) -> None:
    """Refuse whoever writes neither for the keeper nor as the family itself.

    Raises:
        NotYoursError: they do not.
    """
    if isinstance(by, User):
        check_keeper(by, person.kept_by)
    elif by.person.pk != person.pk:
        raise NotYoursError(_("This is somebody else's page."))


def user_of(by: User | Family | Newcomer) -> User | None:
    """The account that signs; None for whoever has none."""
    return by if isinstance(by, User) else None


def lock(person: Person) -> None:
    """Hold the person's row, so that a second press finds what the first wrote."""
    Person.objects.select_for_update().get(pk=person.pk)
