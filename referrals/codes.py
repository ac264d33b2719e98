"""Codes that people read from paper and say over the phone."""

from care.codes import LETTERS

SLIP_LENGTH = 6
"""On the slip that a person takes along: it says that they came, and opens nothing."""
LINK_LENGTH = 8
"""On a request on paper: it opens the request, so it is longer."""


def typed(text: str) -> str:
    """A code as somebody typed it: without the gaps, in capitals."""
    return "".join(text.split()).replace("-", "").upper()


def spelled(number: int, length: int) -> str:
    """So many letters for a number that is (much) larger than all such codes."""
    letters = []
    for _place in range(length):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    return "".join(letters)
