"""The directory's tables for stewards: what is saved here reaches the index."""

from directory.admin.areas import ServiceAreaAdmin
from directory.admin.locations import LocationAdmin, ServiceAtLocationAdmin
from directory.admin.organizations import OrganizationAdmin, ProgramAdmin
from directory.admin.records import ImportRunAdmin, MetadataAdmin, VerificationAdmin
from directory.admin.service import ServiceAdmin, UnitAdmin
from directory.admin.taxonomies import TaxonomyAdmin, TaxonomyTermAdmin

__all__ = [
    "ImportRunAdmin",
    "LocationAdmin",
    "MetadataAdmin",
    "OrganizationAdmin",
    "ProgramAdmin",
    "ServiceAdmin",
    "ServiceAreaAdmin",
    "ServiceAtLocationAdmin",
    "TaxonomyAdmin",
    "TaxonomyTermAdmin",
    "UnitAdmin",
    "VerificationAdmin",
]
