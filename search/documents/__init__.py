"""Listings as engines index them."""

from search.documents.document import Document, Hours
from search.documents.reading import documents_of, listed_ids

__all__ = ["Document", "Hours", "documents_of", "listed_ids"]
