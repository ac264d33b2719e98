"""HSDS, public and read-only: its room, still empty."""
