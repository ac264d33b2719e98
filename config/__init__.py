"""Settings, root URLs and request types; no rules."""
