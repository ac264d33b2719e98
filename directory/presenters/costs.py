"""What help costs, in words."""

from collections.abc import Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from directory import costs
from directory.models import CostOption, Service
from directory.presenters.records import present


def cost_words(service: Service) -> str:
    """What it costs, in a few words; empty when nothing is known."""
    payers = {row.payer: row for row in service.payers.all()}
    options: list[CostOption] = present(service.cost_options.all())
    known = costs.of(service, payers, options)
    words = [label for cost, label in _COST_LABELS() if cost in known]
    words += [
        _("Takes %(payer)s") % {"payer": row.get_payer_display()}
        for payer, row in payers.items()
        if payer in {"medicaid", "medicare", "va"}
    ]
    return " · ".join(words)


def _COST_LABELS() -> list[tuple[str, str]]:  # noqa: N802 - a table, made per language
    return [
        (costs.FREE, _("Free")),
        (costs.SLIDING, _("By income")),
        (costs.FEE, _("You pay a part")),
    ]


def prices(service: Service) -> Iterator[str]:
    """Each price by itself: "Per ride · $4.50 · exact change"."""
    options: list[CostOption] = present(service.cost_options.all())
    for option in options:
        amount = f"${option.amount:,.2f}".removesuffix(".00") if option.amount else ""
        words = filter(None, (option.option, amount, option.amount_description))
        yield capfirst(" · ".join(words))
