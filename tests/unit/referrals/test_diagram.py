"""The page about states says what the code does."""

from django.conf import settings

from referrals import diagram


def test_the_drawing_and_the_tables_of_the_docs_are_the_codes_own() -> None:
    page = settings.BASE_DIR / "docs" / "reference" / "referral-states.md"
    text = page.read_text(encoding="utf-8")

    assert diagram.mermaid() in text
    assert diagram.tables() in text
