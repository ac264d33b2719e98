from decimal import Decimal

import pytest

from directory import costs
from directory.models import CostOption, Service


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Free", {"free"}),
        ("No fee.", {"free"}),
        ("There is no charge for veterans", {"free"}),
        ("No Cost", {"free"}),
        ("None", {"free"}),
        ("Gratis", {"free"}),
        ("Sin costo", {"free"}),
        ("$0", {"free"}),
        ("$0.50 a ride", {"fee"}),
        ("Sliding fee scale", {"sliding"}),
        ("Based on income", {"sliding"}),
        ("Según ingresos", {"sliding"}),
        ("$25 a day", {"fee"}),
        ("Fees vary", {"fee"}),
        ("Co-pay may apply", {"fee"}),
        ("Not free", set()),
        ("Free or low cost", set()),
        ("Free for seniors\n$5 for everybody else", {"free", "fee"}),
        ("Call for information", set()),
        ("", set()),
    ],
)
def test_plain_words_about_fees_are_understood(words: str, found: set[str]) -> None:
    assert costs.from_words(words) == found


def test_a_payer_from_the_list_beats_words() -> None:
    service = Service(fees_description="$25 a day")

    assert costs.of(service, ["free", "medicaid"], []) == {"free"}
    assert costs.of(service, ["sliding", "self"], []) == {"sliding", "fee"}


def test_a_payer_that_says_nothing_of_cost_leaves_it_to_words() -> None:
    service = Service(fees_description="$25 a day")

    assert costs.of(service, ["medicare"], []) == {"fee"}


@pytest.mark.parametrize(
    ("option", "found"),
    [
        (CostOption(amount=Decimal(0)), {"free"}),
        (CostOption(amount=Decimal("12.50")), {"fee"}),
        (CostOption(option="Sliding scale"), {"sliding"}),
        (CostOption(option="Adults"), set()),
    ],
)
def test_priced_options_count(option: CostOption, found: set[str]) -> None:
    assert costs.of(Service(), [], [option]) == found
