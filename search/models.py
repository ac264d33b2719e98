"""The outbox: which listings the index has yet to hear of."""
