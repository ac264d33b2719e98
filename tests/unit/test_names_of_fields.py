"""Every field has a name that the admin can say in the reader's language."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field
from django.utils.functional import Promise

OURS = ("accounts", "care", "directory", "referrals", "search")
# Hashes of words, which no screen shows.
UNSHOWN = {"UnknownWord"}


def fields() -> Iterator[object]:
    """Our own fields, except keys that are called by nothing but ``id``."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            meta = model._meta
            for field in (*meta.local_fields, *meta.local_many_to_many):
                if field.name != "id" and model.__name__ not in UNSHOWN:
                    yield pytest.param(field, id=str(field))


@pytest.mark.parametrize("field", list(fields()))
def test_a_field_has_a_name_in_every_language(
    field: "Field[object, object]",
) -> None:
    assert isinstance(field.verbose_name, Promise), "give it verbose_name=_(…)"
