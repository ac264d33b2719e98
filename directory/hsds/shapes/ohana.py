"""The Ohana API's tables, as its sample data and its forks have them."""

from directory.hsds.shapes.columns import Known, Left, Many, TableShape, Text, same

PERSONAL = "staff's own e-mail addresses are not for a directory"
FAMILY = "Ohana"

_ADDRESS = same(
    "id location_id address_1 address_2 city state_province postal_code country"
)

TABLES = (
    TableShape(
        FAMILY,
        ("organizations",),
        "organization",
        same("id alternate_name description email legal_status name tax_id tax_status")
        | {
            "website": "website",
            "date_incorporated": "_date_incorporated",
            "accreditations": Many(
                "attribute",
                "value",
                constants={"link_entity": "organization", "label": "accreditation"},
            ),
            "licenses": Many(
                "attribute",
                "value",
                constants={"link_entity": "organization", "label": "licence"},
            ),
            "funding_sources": Many("funding", "source"),
        },
    ),
    TableShape(
        FAMILY,
        ("locations",),
        "location",
        same(
            "id organization_id alternate_name description latitude longitude name"
            " transportation"
        )
        | {
            "accessibility": Many("accessibility", "description"),
            "admin_emails": Left(PERSONAL),
            "email": Many("contact", "email", separator=""),
            "languages": Many("language", "name"),
            "short_desc": Known(),
            "website": "url",
            "virtual": "_virtual",
        },
    ),
    TableShape(
        FAMILY,
        ("services",),
        "service",
        same(
            "id program_id alternate_name application_process description email"
            " interpretation_services name status wait_time"
        )
        | {
            "location_id": "_location_id",
            "website": "url",
            "fees": "fees_description",
            "audience": Text("eligibility_description"),
            "eligibility": Text("eligibility_description"),
            "accepted_payments": Many(
                "attribute",
                "value",
                constants={"link_entity": "service", "label": "payment accepted"},
            ),
            "keywords": Many(
                "attribute",
                "value",
                constants={"link_entity": "service", "label": "keyword"},
            ),
            "funding_sources": Many("funding", "source"),
            "languages": Many("language", "name"),
            "required_documents": Many("required_document", "document"),
            "service_areas": Many("service_area", "name"),
            "taxonomy_ids": Many(
                "attribute", "taxonomy_term_id", constants={"link_entity": "service"}
            ),
        },
    ),
    TableShape(
        FAMILY,
        ("addresses",),
        "address",
        _ADDRESS,
        {"address_type": "physical"},
    ),
    TableShape(
        FAMILY,
        ("mail_addresses",),
        "address",
        _ADDRESS | same("attention"),
        {"address_type": "postal"},
        prefix="mail-",
    ),
    TableShape(
        FAMILY,
        ("contacts",),
        "contact",
        same("id location_id organization_id service_id name title email department"),
    ),
    TableShape(
        FAMILY,
        ("phones",),
        "phone",
        same("id contact_id location_id organization_id service_id extension number")
        | {
            "number_type": "type",
            "department": Text("description"),
            "vanity_number": Text("description"),
            "country_prefix": "_country_prefix",
        },
    ),
    TableShape(
        FAMILY,
        ("programs",),
        "program",
        same("id organization_id name alternate_name"),
    ),
    TableShape(
        FAMILY,
        ("regular_schedules",),
        "schedule",
        same("id location_id service_id opens_at closes_at") | {"weekday": "_weekday"},
        {"freq": "WEEKLY"},
    ),
    TableShape(
        FAMILY,
        ("holiday_schedules",),
        "schedule",
        same("id location_id service_id opens_at closes_at")
        | {"closed": "_closed", "start_date": "_start", "end_date": "_end"},
        {"_is_holiday": "yes"},
        prefix="holiday-",
    ),
    TableShape(
        FAMILY,
        ("taxonomy",),
        "taxonomy_term",
        same("name parent_id") | {"taxonomy_id": "id", "parent_name": "_parent_name"},
        {"taxonomy": "Open Eligibility"},
        copies={"code": "id"},
    ),
)
