"""Elasticsearch: its room, still empty."""
