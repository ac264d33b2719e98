"""The least valid thing of each kind in the directory."""

from factory import Sequence, SubFactory
from factory.django import DjangoModelFactory

from directory.models import (
    Address,
    AreaCode,
    Attribute,
    Language,
    Location,
    Organization,
    Phone,
    Schedule,
    Service,
    ServiceArea,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
)


class OrganizationFactory(DjangoModelFactory[Organization]):
    class Meta:
        model = Organization

    name = Sequence(lambda n: f"Organization {n}")


class ServiceFactory(DjangoModelFactory[Service]):
    class Meta:
        model = Service

    organization = SubFactory(OrganizationFactory)
    name = Sequence(lambda n: f"Service {n}")


class LocationFactory(DjangoModelFactory[Location]):
    class Meta:
        model = Location

    organization = SubFactory(OrganizationFactory)
    name = Sequence(lambda n: f"Location {n}")


class AddressFactory(DjangoModelFactory[Address]):
    class Meta:
        model = Address

    location = SubFactory(LocationFactory)
    address_1 = "1 Main Street"
    city = "Fresno"
    state_province = "CA"
    postal_code = "93721"


class ServiceAtLocationFactory(DjangoModelFactory[ServiceAtLocation]):
    class Meta:
        model = ServiceAtLocation

    service = SubFactory(ServiceFactory)
    location = SubFactory(LocationFactory)


class ServiceAreaFactory(DjangoModelFactory[ServiceArea]):
    class Meta:
        model = ServiceArea

    service = SubFactory(ServiceFactory)


class AreaCodeFactory(DjangoModelFactory[AreaCode]):
    class Meta:
        model = AreaCode

    service_area = SubFactory(ServiceAreaFactory)
    code = "us-ca-019"


class PhoneFactory(DjangoModelFactory[Phone]):
    class Meta:
        model = Phone

    service = SubFactory(ServiceFactory)
    number = "(559) 555-0100"


class LanguageFactory(DjangoModelFactory[Language]):
    class Meta:
        model = Language

    service = SubFactory(ServiceFactory)
    code = "es"


class ScheduleFactory(DjangoModelFactory[Schedule]):
    class Meta:
        model = Schedule

    service = SubFactory(ServiceFactory)
    freq = Schedule.Freq.WEEKLY


class TaxonomyFactory(DjangoModelFactory[Taxonomy]):
    class Meta:
        model = Taxonomy

    name = "Kinds of help"


class TaxonomyTermFactory(DjangoModelFactory[TaxonomyTerm]):
    class Meta:
        model = TaxonomyTerm

    name = Sequence(lambda n: f"Kind of help {n}")


class AttributeFactory(DjangoModelFactory[Attribute]):
    """Give ``link_id`` and ``taxonomy_term``."""

    class Meta:
        model = Attribute

    link_entity = "service"
