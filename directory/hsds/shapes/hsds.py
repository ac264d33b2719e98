"""HSDS's own tables: 3.x read off the models, 1.x and 2.x as they were published."""

from directory.hsds.shapes.columns import Known, Left, Many, TableShape, Text, same
from directory.hsds.tables import TABLES

_PLURALS = {
    "taxonomy": "taxonomies",
    "address": "addresses",
    "service_capacity": "service_capacities",
    "accessibility": "accessibility",
    "funding": "funding",
    "metadata": "metadata",
}
NOT_IN_3 = "HSDS 3 has no place for it"


def _three(name: str) -> TableShape:
    table = TABLES[name]
    hsds_names = {attribute: hsds for hsds, attribute in table.renames.items()}
    columns = {hsds_names.get(column, column): column for column in table.columns}
    stems = (_PLURALS.get(name, f"{name}s"), name)
    extra = {"service": ["last_modified", "payers"], "service_area": ["area_codes"]}
    return TableShape(
        "HSDS 3",
        stems,
        name,
        {"id": "id"}
        | {hsds: hsds for hsds in columns}
        | {column: column for column in extra.get(name, [])},
    )


THREE = tuple(_three(name) for name in TABLES)

_ADDRESS = same(
    "id location_id attention address_1 address_2 city region state_province"
    " postal_code country"
) | {
    "organization_id": Known(),
    "address_3": Text("address_2"),
    "address_4": Text("address_2"),
}
_TIMES = same("id service_id location_id service_at_location_id opens_at closes_at")

ONE = (
    TableShape(
        "HSDS 1",
        ("organizations", "organization"),
        "organization",
        same(
            "id name alternate_name description email tax_status tax_id"
            " year_incorporated legal_status"
        )
        | {"url": "website"},
    ),
    TableShape(
        "HSDS 1",
        ("services", "service"),
        "service",
        same(
            "id organization_id program_id name alternate_name description url email"
            " status interpretation_services application_process wait_time fees"
            " accreditations licenses"
        )
        | {
            "taxonomy_ids": Many(
                "attribute", "taxonomy_term_id", constants={"link_entity": "service"}
            )
        },
    ),
    TableShape(
        "HSDS 1",
        ("locations", "location"),
        "location",
        same(
            "id organization_id name alternate_name description transportation"
            " latitude longitude"
        ),
    ),
    TableShape(
        "HSDS 1",
        ("services_at_location", "services_at_locations", "service_at_location"),
        "service_at_location",
        same("id service_id location_id description"),
    ),
    TableShape(
        "HSDS 1",
        ("phones", "phone"),
        "phone",
        same(
            "id location_id service_id organization_id contact_id"
            " service_at_location_id number extension type description"
        )
        | {
            "language": Many("language", "code"),
            "department": Text("description"),
            "priority": Left(NOT_IN_3),
        },
    ),
    TableShape(
        "HSDS 1",
        ("contacts", "contact"),
        "contact",
        same(
            "id organization_id service_id service_at_location_id name title"
            " department email"
        )
        | {
            "phone_number": "_phone_number",
            "phone_areacode": "_phone_areacode",
            "phone_extension": "_phone_extension",
        },
    ),
    TableShape(
        "HSDS 1",
        ("physical_addresses", "addresses"),
        "address",
        _ADDRESS,
        {"address_type": "physical"},
    ),
    TableShape(
        "HSDS 1",
        ("postal_addresses",),
        "address",
        _ADDRESS,
        {"address_type": "postal"},
        prefix="postal-",
    ),
    TableShape(
        "HSDS 1",
        ("regular_schedules", "regular_schedule"),
        "schedule",
        _TIMES | {"weekday": "_weekday", "original_text": Text("description")},
        {"freq": "WEEKLY"},
    ),
    TableShape(
        "HSDS 1",
        ("holiday_schedules", "holiday_schedule"),
        "schedule",
        _TIMES | {"closed": "_closed", "start_date": "_start", "end_date": "_end"},
        {"_is_holiday": "yes"},
        prefix="holiday-",
    ),
    TableShape(
        "HSDS 1",
        ("languages", "language"),
        "language",
        same("id service_id location_id") | {"language": "name"},
    ),
    TableShape(
        "HSDS 1",
        ("accessibility_for_disabilities",),
        "accessibility",
        same("id location_id details") | {"accessibility": "description"},
    ),
    TableShape(
        "HSDS 1",
        ("service_areas",),
        "service_area",
        same("id service_id description") | {"service_area": "name"},
    ),
    TableShape(
        "HSDS 1",
        ("required_documents",),
        "required_document",
        same("id service_id document"),
    ),
    TableShape(
        "HSDS 1",
        ("eligibility", "eligibilities"),
        "service",
        {"service_id": "id", "eligibility": "eligibility_description", "id": "_id"},
        is_patch=True,
    ),
    TableShape(
        "HSDS 1",
        ("payments_accepted", "payment_accepted"),
        "attribute",
        {"id": "id", "service_id": "link_id", "payment": "value"},
        {"link_entity": "service", "label": "payment accepted"},
    ),
    TableShape(
        "HSDS 1",
        ("services_taxonomy", "service_taxonomy", "service_attributes"),
        "attribute",
        {
            "id": "id",
            "service_id": "link_id",
            "taxonomy_id": "taxonomy_term_id",
            "taxonomy_detail": "value",
        },
        {"link_entity": "service"},
    ),
    TableShape(
        "HSDS 1",
        ("taxonomy", "taxonomies"),
        "taxonomy_term",
        same("id name parent_id")
        | {
            "vocabulary": "taxonomy",
            "parent_name": "_parent_name",
            "taxonomy_facet": Left(NOT_IN_3),
        },
        copies={"code": "id"},
    ),
    TableShape(
        "HSDS 1",
        ("programs", "program"),
        "program",
        same("id organization_id name alternate_name"),
    ),
    TableShape(
        "HSDS 1",
        ("metadata",),
        "metadata",
        same(
            "id resource_id last_action_date last_action_type field_name"
            " previous_value replacement_value updated_by"
        ),
    ),
)
