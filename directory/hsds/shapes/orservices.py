"""ORServices' tables: HSDS 1.2 with headers of its own, in three generations."""

from directory.hsds.shapes.columns import Known, Left, Many, TableShape, Text, same
from directory.hsds.shapes.hsds import NOT_IN_3

FAMILY = "ORServices"
PLUMBING = "a number or mark of the source's own system"

_SCHEDULE = same(
    "id service_id location_id service_at_location_id valid_from valid_to dtstart"
    " until wkst freq interval byday byweekno bymonthday byyearday description"
) | {"weekday": "_weekday", "name": Text("description")}

TABLES = (
    TableShape(
        FAMILY,
        ("organizations",),
        "organization",
        same(
            "id name alternate_name description email tax_status tax_id"
            " year_incorporated legal_status logo"
        )
        | {
            "url": "website",
            "parent_organization": "_parent_organization",
            "facebook_url": Many("url", "url", constants={"label": "Facebook"}),
            "twitter_url": Many("url", "url", constants={"label": "Twitter"}),
            "instagram_url": Many("url", "url", constants={"label": "Instagram"}),
            "organization_tag": Left(PLUMBING),
            "organization_services": Known(),
            "organization_phones": Known(),
            "organization_locations": Known(),
            "organization_contact": Known(),
            "organization_details": Left(PLUMBING),
            "organization_code": Left(PLUMBING),
            "organization_website_rating": Left(PLUMBING),
        },
    ),
    TableShape(
        FAMILY,
        ("services",),
        "service",
        {
            "service_recordid": "id",
            "service_name": "name",
            "service_alternate_name": "alternate_name",
            "service_organization": "organization_id",
            "service_description": "description",
            "service_locations": Known(),
            "service_url": "url",
            "service_email": "email",
            "service_status": "status",
            "access_requirement": Left(NOT_IN_3),
            "service_taxonomy": Known(),
            "service_application_process": "application_process",
            "service_wait_time": "wait_time",
            "service_fees": "fees_description",
            "service_accreditations": "accreditations",
            "service_licenses": "licenses",
            "service_phones": Known(),
            "service_schedule": Known(),
            "service_contacts": Known(),
            "service_details": Left(PLUMBING),
            "service_address": Known(),
            "service_metadata": Left(PLUMBING),
            "service_program": "_program_ids",
            "service_code": Left(PLUMBING),
            "SDOH_code": Left(PLUMBING),
            "code_category_ids": Left(PLUMBING),
            "procedure_grouping": Left(PLUMBING),
            "service_tag": Left(PLUMBING),
            "service_airs_taxonomy_x": Left(PLUMBING),
            "flag": Left(PLUMBING),
            "bookmark": Left(PLUMBING),
            "service_language": Known(),
            "service_interpretation": "interpretation_services",
            "eligibility_description": "eligibility_description",
            "minimum_age": "minimum_age",
            "maximum_age": "maximum_age",
            "service_alert": "alert",
        },
    ),
    TableShape(
        FAMILY,
        ("locations",),
        "location",
        same(
            "id organization_id name alternate_name description transportation"
            " latitude longitude"
        )
        | {
            "location_services": Known(),
            "location_phones": Known(),
            "location_details": Left(PLUMBING),
            "location_schedule": Known(),
            "location_address": Known(),
            "location_tag": Left(PLUMBING),
            "enrich_flag": Left(PLUMBING),
            "flag": Left(PLUMBING),
        },
    ),
    TableShape(
        FAMILY,
        ("phones",),
        "phone",
        same(
            "id location_id service_id organization_id contact_id"
            " service_at_location_id number extension type description"
        )
        | {
            "language": "_language_numbers",
            "department": Text("description"),
            "Priority": Left(NOT_IN_3),
            "priority": Left(NOT_IN_3),
        },
    ),
    TableShape(
        FAMILY,
        ("physical_addresses",),
        "address",
        same(
            "id location_id attention address_1 city region state_province postal_code"
            " country address_2"
        )
        | {
            "address_3": Text("address_2"),
            "address_4": Text("address_2"),
            "address_services": Known(),
            "address_organization": Known(),
        },
        {"address_type": "physical"},
    ),
    TableShape(
        FAMILY,
        ("contacts",),
        "contact",
        same(
            "id organization_id service_id service_at_location_id name title"
            " department email"
        )
        | {
            "contact_phones": Known(),
            "visibility": Left("contacts stay with partners"),
        },
    ),
    TableShape(
        FAMILY,
        ("programs",),
        "program",
        same("id organization_id name alternate_name description")
        | {"program_service_relationship": Left(NOT_IN_3), "services": Known()},
    ),
    TableShape(FAMILY, ("schedules",), "schedule", _SCHEDULE),
    TableShape(
        FAMILY, ("schedules",), "schedule", _SCHEDULE | same("opens_at closes_at")
    ),
    TableShape(
        FAMILY,
        ("languages",),
        "language",
        same("id service_id location_id")
        | {"language": "name", "language_recordid": Left(PLUMBING)},
    ),
    TableShape(
        FAMILY,
        ("service_attributes",),
        "attribute",
        {"id": "id", "service_id": "link_id", "taxonomy_term_id": "taxonomy_term_id"},
        {"link_entity": "service"},
    ),
    TableShape(
        FAMILY,
        ("taxonomy_terms",),
        "taxonomy_term",
        same("id description parent_id taxonomy language")
        | {
            "term": "name",
            "x_taxonomies": Left(PLUMBING),
            "taxonomy_x_notes": Left(PLUMBING),
            "badge_color": Left(PLUMBING),
        },
    ),
    TableShape(
        FAMILY,
        ("taxonomy_terms",),
        "taxonomy_term",
        {
            "taxonomy_recordid": "id",
            "taxonomy_name": "name",
            "taxonomy_parent_name": "parent_id",
            "exclude_vocabulary": Left(PLUMBING),
            "taxonomy": "taxonomy_id",
            "category_logo": Left(PLUMBING),
            "category_logo_white": Left(PLUMBING),
            "taxonomy_grandparent_name": Left(PLUMBING),
            "taxonomy_vocabulary": Left(PLUMBING),
            "taxonomy_x_description": "description",
            "taxonomy_x_notes": Left(PLUMBING),
            "language": "language",
            "taxonomy_services": Known(),
            "taxonomy_parent_recordid": Left(PLUMBING),
            "taxonomy_facet": Left(NOT_IN_3),
            "category_id": Left(PLUMBING),
            "taxonomy_id": Left(PLUMBING),
            "order": Left(PLUMBING),
            "badge_color": Left(PLUMBING),
            "flag": Left(PLUMBING),
            "status": Left(PLUMBING),
        },
    ),
    TableShape(
        FAMILY,
        ("taxonomy_types",),
        "taxonomy",
        {
            "taxonomy_type_recordid": "id",
            "name": "name",
            "type": Left(PLUMBING),
            "order": Left(PLUMBING),
            "reference_url": "uri",
            "notes": "description",
        },
    ),
    TableShape(
        FAMILY,
        ("taxonomy_terms_types",),
        "taxonomy_term",
        {"taxonomy_recordid": "id", "taxonomy_type_recordid": "taxonomy_id"},
        is_patch=True,
    ),
)
