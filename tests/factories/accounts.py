"""People who sign in, with and without an office."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from factory import Sequence, SubFactory, post_generation
from factory.django import DjangoModelFactory

from accounts.models import Membership, User
from directory.models import Organization
from tests.factories.directory import OrganizationFactory

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory[User]):
    """Somebody whose address is confirmed and whose password is ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = Sequence(lambda n: f"person{n}@example.org")
    name = Sequence(lambda n: f"Person {n}")

    @classmethod
    def _create(cls, model_class: type[User], *_args: Any, **fields: Any) -> User:
        return model_class.objects.create_user(password=PASSWORD, **fields)

    @post_generation
    def confirmed(self: User, create: bool, _said: object, **_more: object) -> None:
        if create:
            EmailAddress.objects.create(
                user=self, email=self.email, verified=True, primary=True
            )


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = SubFactory(UserFactory)
    organization = SubFactory(OrganizationFactory)
    role = Membership.Role.COORDINATOR


def admin_of(organization: Organization) -> User:
    """Somebody who decides who works there."""
    return MembershipFactory.create(
        organization=organization, role=Membership.Role.ADMIN
    ).user


def network(role: User.NetworkRole) -> User:
    """Somebody who stands above the organizations."""
    return UserFactory.create(network_role=role)


def with_second_factor(user: User) -> User:
    """The same person with an authenticator app."""
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    return user
