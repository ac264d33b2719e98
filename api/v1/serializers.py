"""The shapes of what the API answers, for its description."""

from typing import Any

from rest_framework import serializers

from search.query import ReasonKind


class NamedSerializer(serializers.Serializer[object]):
    """Something with an id and a name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class LocationSerializer(NamedSerializer):
    """Where a service is. Null when there is no location, or it is confidential."""

    address = serializers.CharField()
    city = serializers.CharField()
    state = serializers.CharField()
    postal_code = serializers.CharField()
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    is_approximate = serializers.BooleanField(
        help_text="The point is the ZIP's, not the door's."
    )


class ReasonSerializer(serializers.Serializer[object]):
    """Why a service is in the answer."""

    kind = serializers.ChoiceField(choices=[str(kind) for kind in ReasonKind])
    value = serializers.CharField()


class ResultSerializer(NamedSerializer):
    """One service, at its nearest location."""

    source_id = serializers.CharField(help_text="Its id in the imported file.")
    organization = NamedSerializer()
    location = LocationSerializer(allow_null=True)
    more_locations = serializers.IntegerField()
    distance_miles = serializers.FloatField(
        allow_null=True, help_text="Geodesic; null when not known."
    )
    serves_place = serializers.BooleanField()
    reasons = ReasonSerializer(many=True)
    score = serializers.FloatField()

    def get_fields(self) -> dict[str, Any]:
        """Add the source: every serializer has an attribute of that name already."""
        source = serializers.CharField(
            help_text="The import that brought it, or empty."
        )
        return {**super().get_fields(), "source": source}


class FacetValueSerializer(serializers.Serializer[object]):
    """One value of a filter, and how many services have it."""

    value = serializers.CharField(help_text="What the filter's parameter takes.")
    name = serializers.CharField()
    count = serializers.IntegerField()


class FacetsSerializer(serializers.Serializer[object]):
    """Counts for each filter, which ignore that very filter."""

    category = FacetValueSerializer(many=True)
    language = FacetValueSerializer(many=True)
    cost = FacetValueSerializer(many=True)
    payer = FacetValueSerializer(many=True)
    accessibility = FacetValueSerializer(many=True)
    eligibility = FacetValueSerializer(many=True)
    open = FacetValueSerializer(many=True)
    accepting = FacetValueSerializer(many=True)


class PlaceSerializer(serializers.Serializer[object]):
    """The place that ``near`` was taken for."""

    kind = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    timezone = serializers.CharField()
    area_codes = serializers.ListField(child=serializers.CharField())
    is_approximate = serializers.BooleanField()

    def get_fields(self) -> dict[str, Any]:
        """Add the label: every serializer has an attribute of that name already."""
        return {"label": serializers.CharField(), **super().get_fields()}


class WidenedSerializer(serializers.Serializer[object]):
    """How far from the question the answer lies, where it would have found nothing."""

    spelling = serializers.CharField(allow_null=True, help_text="As it was read.")
    unquoted = serializers.BooleanField(
        help_text="The quoted words are there, but not side by side."
    )
    any_word = serializers.BooleanField(help_text="Only some of the words are there.")
    within = serializers.FloatField(
        allow_null=True, help_text="The miles that were needed."
    )


class AnswerSerializer(serializers.Serializer[object]):
    """The answer to a search."""

    total = serializers.IntegerField(help_text="All services found, exactly.")
    page = serializers.IntegerField()
    per_page = serializers.IntegerField()
    results = ResultSerializer(many=True)
    facets = FacetsSerializer()
    place = PlaceSerializer(allow_null=True)
    widened = WidenedSerializer()
    did_you_mean = serializers.CharField(allow_null=True)
    engine = serializers.CharField()
    took_ms = serializers.FloatField()


class ProblemSerializer(serializers.Serializer[object]):
    """What went wrong."""

    code = serializers.CharField()
    message = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """Add the messages by parameter; "fields" is an attribute's name as well."""
        messages = serializers.ListField(child=serializers.CharField())
        return {**super().get_fields(), "fields": serializers.DictField(child=messages)}


class ErrorSerializer(serializers.Serializer[object]):
    """Every error is a problem document (RFC 9457)."""

    type = serializers.CharField(help_text="`about:blank`: the status is the type.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(help_text="The same sentence as `error.message`.")
    error = ProblemSerializer()
