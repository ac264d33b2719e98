"""The least valid person, need and consent."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from factory import LazyFunction, SelfAttribute, Sequence, SubFactory, post_generation
from factory.django import DjangoModelFactory

from care.models import (
    Consent,
    ConsentDataClass,
    ConsentPurpose,
    DataClass,
    Need,
    Person,
    PersonPhone,
    Purpose,
)
from directory.models import Organization
from tests.factories.directory import OrganizationFactory, TaxonomyTermFactory


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    kept_by = SubFactory(OrganizationFactory)
    kept_number = Sequence(lambda n: n + 1)
    given_name = "Henry"
    family_name = Sequence(lambda n: f"Okafor {n}")
    contact_rule = Person.ContactRule.OPEN


class PersonPhoneFactory(DjangoModelFactory[PersonPhone]):
    class Meta:
        model = PersonPhone

    person = SubFactory(PersonFactory)
    number = "(559) 555-0157"


class NeedFactory(DjangoModelFactory[Need]):
    class Meta:
        model = Need

    person = SubFactory(PersonFactory)
    category = SubFactory(TaxonomyTermFactory)


class ConsentFactory(DjangoModelFactory[Consent]):
    """By the keeper, to the whole network, for a referral, for a year.

    Give ``recipients``, ``purposes`` or ``shares`` for anything else.
    """

    class Meta:
        model = Consent
        skip_postgeneration_save = True

    person = SubFactory(PersonFactory)
    discloser = SelfAttribute("person.kept_by")
    covers_network = True
    valid_from = LazyFunction(lambda: timezone.now() - timedelta(days=400))
    expires_at = LazyFunction(lambda: timezone.now() + timedelta(days=365))

    @post_generation
    def recipients(
        self: Any, create: bool, named: Iterable[Organization] | None, **_more: Any
    ) -> None:
        self.recipients.set(named or ())

    @post_generation
    def purposes(
        self: Any, create: bool, given: Iterable[Purpose] | None, **_more: Any
    ) -> None:
        for purpose in given or (Purpose.REFERRAL,):
            ConsentPurpose.objects.create(consent=self, purpose=purpose)

    @post_generation
    def shares(
        self: Any, create: bool, given: Iterable[DataClass] | None, **_more: Any
    ) -> None:
        everyday = (DataClass.IDENTITY, DataClass.CONTACT, DataClass.SOCIAL_NEED)
        for data_class in given or everyday:
            ConsentDataClass.objects.create(consent=self, data_class=data_class)
