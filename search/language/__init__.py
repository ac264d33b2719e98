"""Words: how text becomes terms."""
