"""The directory's tables: HSDS's 24 objects, and what HSDS lacks.

Where a field cannot carry HSDS's own name, the line above it says why; everything
under "Ours, beyond HSDS" is listed in docs/reference/directory-model.md.
"""

from directory.models.contact import Contact, Language, Phone
from directory.models.location import Accessibility, Address, Location
from directory.models.organization import (
    Funding,
    Organization,
    OrganizationIdentifier,
    Program,
    Url,
)
from directory.models.provenance import (
    ImportRun,
    Metadata,
    MetaTableDescription,
    Verification,
)
from directory.models.record import Record, Verified, Visibility
from directory.models.schedule import Schedule
from directory.models.service import (
    AreaCode,
    CostOption,
    RequiredDocument,
    Service,
    ServiceArea,
    ServiceAtLocation,
    ServiceCapacity,
    ServicePayer,
    Unit,
)
from directory.models.taxonomy import Attribute, Taxonomy, TaxonomyTerm

__all__ = [
    "Accessibility",
    "Address",
    "AreaCode",
    "Attribute",
    "Contact",
    "CostOption",
    "Funding",
    "ImportRun",
    "Language",
    "Location",
    "MetaTableDescription",
    "Metadata",
    "Organization",
    "OrganizationIdentifier",
    "Phone",
    "Program",
    "Record",
    "RequiredDocument",
    "Schedule",
    "Service",
    "ServiceArea",
    "ServiceAtLocation",
    "ServiceCapacity",
    "ServicePayer",
    "Taxonomy",
    "TaxonomyTerm",
    "Unit",
    "Url",
    "Verification",
    "Verified",
    "Visibility",
]
