"""Who may write about a person, and the lock under which it is written."""

from django.utils.translation import gettext as _

from accounts.models import Membership, User
from care.errors import NotYoursError
from care.models import KEEPS_PEOPLE, Person
from directory.models import Organization


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


def lock(person: Person) -> None:
    """Hold the person's row, so that a second press finds what the first wrote."""
    Person.objects.select_for_update().get(pk=person.pk)
