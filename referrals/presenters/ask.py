"""The questions that a family is asked, in their order."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

QUESTIONS = ("danger", "who", "reach", "need", "share", "check")


@dataclass(frozen=True, slots=True)
class Question:
    """One page of asking."""

    slug: str
    number: int
    of: int
    heading: str
    lead: str

    @property
    def template(self) -> str:
        """Its page: most are alike."""
        own = {"share", "check"}
        name = self.slug if self.slug in own else "step"
        return f"referrals/ask/{name}.html"


def question(slug: str) -> Question:
    """One question in words."""
    said = {
        "danger": (
            _("First: is everybody safe?"),
            _("This page is slow help. For danger there is quick help."),
        ),
        "who": (_("Who needs help?"), ""),
        "reach": (
            _("How can they reach you safely?"),
            _("Think of who else hears your phone or reads your messages."),
        ),
        "need": (_("What do you need?"), ""),
        "share": (_("What we share, and with whom"), ""),
        "check": (_("Is everything right?"), _("Nothing has been sent yet.")),
    }
    heading, lead = said[slug]
    return Question(slug, QUESTIONS.index(slug) + 1, len(QUESTIONS), heading, lead)


def before(slug: str) -> str:
    """The question before this one; empty for the first."""
    at = QUESTIONS.index(slug)
    return QUESTIONS[at - 1] if at else ""


def after(slug: str) -> str:
    """The question after this one."""
    return QUESTIONS[QUESTIONS.index(slug) + 1]
