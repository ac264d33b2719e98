"""Finding things: one question, two engines."""
