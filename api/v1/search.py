"""``/api/v1/search``: the public search, for programs."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view, permission_classes, throttle_classes
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle

from api.errors import InvalidError
from api.v1.serializers import AnswerSerializer, ErrorSerializer
from config.problems import CONTENT_TYPE
from directory.access import Access
from directory.eligibility import Eligibility
from directory.models import ServicePayer
from search import answers
from search.forms import LONGEST_TEXT, MOST_PER_PAGE, SearchForm
from search.query import Cost, Sort


class SearchThrottle(AnonRateThrottle):
    """So many searches from one address."""

    scope = "search"


def _parameter(name: str, about: str, **more: object) -> OpenApiParameter:
    return OpenApiParameter(name, description=about, **more)  # type: ignore[arg-type]


PARAMETERS = [
    _parameter("q", f"What is needed; at most {LONGEST_TEXT} characters."),
    _parameter("near", "A ZIP, town, county, address or point (36.74,-119.79)."),
    _parameter(
        "within", "Miles around `near`; as far as it takes when absent.", type=float
    ),
    _parameter("category", "A taxonomy term's id, code or source id.", many=True),
    _parameter("language", "An ISO 639 code.", many=True),
    _parameter("cost", "What it costs.", many=True, enum=[str(cost) for cost in Cost]),
    _parameter(
        "payer", "Who pays.", many=True, enum=list(map(str, ServicePayer.Payer.values))
    ),
    _parameter(
        "access",
        "What the place must have, all of it.",
        many=True,
        enum=list(map(str, Access.values)),
    ),
    _parameter(
        "who", "For whom it is.", many=True, enum=list(map(str, Eligibility.values))
    ),
    _parameter("age", "Years: services that name an age must take it.", type=int),
    _parameter(
        "open", "`now`, a day and time (`Tuesday 3 pm`), or 2026-03-31T15:00: there."
    ),
    _parameter("accepting", "Only what takes new people, or may.", enum=["yes"]),
    _parameter("verified", "Confirmed within so many months.", type=int),
    _parameter("organization", "Its id.", type=OpenApiTypes.UUID),
    _parameter("exact", "Words as typed: nothing read in or widened.", enum=["yes"]),
    _parameter("sort", "The order.", enum=[str(sort) for sort in Sort]),
    _parameter("page", "From 1.", type=OpenApiTypes.INT),
    _parameter("per_page", f"1 to {MOST_PER_PAGE}; 10 when absent.", type=int),
]


@extend_schema(
    operation_id="search",
    parameters=PARAMETERS,
    responses={
        200: AnswerSerializer,
        **{
            (status, CONTENT_TYPE): ErrorSerializer
            for status in (400, 404, 414, 429, 503)
        },
    },
    auth=[],
)
@api_view(["GET"])
@permission_classes([AllowAny])
@throttle_classes([SearchThrottle])
def search(request: Request) -> Response:
    """Find services: by words, near a place or serving it, and by filters."""
    form = SearchForm(request.query_params)
    if not form.is_valid():
        raise InvalidError(
            {name: [str(one) for one in some] for name, some in form.errors.items()}
        )
    query = form.query
    return Response(answers.as_data(answers.ask(query, is_exact=form.is_exact)))
