"""``manage.py search``."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import answers
from search.engines import SearchUnavailableError
from search.forms import SearchForm

REPEATED = ("category", "language", "cost", "payer", "access", "who")
SINGLE = ("age", "accepting", "verified", "organization", "exact")


class Command(BaseCommand):
    help = "Search the directory; the same parameters and answer as /api/v1/search."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("q", nargs="?", default="", help="What is needed.")
        parser.add_argument("--near", default="", help="A ZIP, town, county or point.")
        parser.add_argument("--within", default="", help="Miles around the place.")
        for name in REPEATED:
            parser.add_argument(f"--{name}", action="append", default=[])
        parser.add_argument(
            "--open", default="", help="now, “Tuesday 3 pm”, or 2026-03-31T15:00."
        )
        for name in SINGLE:
            parser.add_argument(f"--{name}", default="")
        parser.add_argument("--sort", default="", help="best, distance or name.")
        parser.add_argument("--page", default="")
        parser.add_argument("--per-page", default="")
        parser.add_argument("--json", action="store_true", help="As programs get it.")

    def handle(self, **options: Any) -> None:
        form = SearchForm({name: options[name] for name in SearchForm.base_fields})
        if not form.is_valid():
            raise CommandError(_in_words(form))
        query = form.query
        try:
            answer = answers.as_data(answers.ask(query, is_exact=form.is_exact))
        except SearchUnavailableError as error:
            raise CommandError(str(error)) from error
        except answers.PageBeyondEndError as error:
            message = f"There is no page {query.page}: the last is {error.last_page}."
            raise CommandError(message) from error
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))
        else:
            self._tell(answer)

    def _tell(self, answer: dict[str, Any]) -> None:
        place = answer["place"]
        near = f" near {place['label']}" if place else ""
        about = f"({answer['engine']}, {answer['took_ms']} ms)"
        lines = [f"{answer['total']:,} services{near}, page {answer['page']} {about}"]
        first = (answer["page"] - 1) * answer["per_page"] + 1
        for number, result in enumerate(answer["results"], start=first):
            miles = result["distance_miles"]
            facts = [
                result["organization"]["name"],
                "" if miles is None else f"{miles:.1f} mi",
                "serves the place" if result["serves_place"] else "",
            ]
            lines.append(f"{number:>4}. {result['name']}")
            lines.append("      " + " · ".join(filter(None, facts)))
        # At once: whoever reads only the first lines closes the pipe after them.
        self.stdout.write("\n".join(lines))


def _in_words(form: SearchForm) -> str:
    return " ".join(
        f"{name.replace('_', '-')}: {' '.join(map(str, errors))}"
        for name, errors in form.errors.items()
    )
