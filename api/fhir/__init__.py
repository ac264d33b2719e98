"""FHIR R4: its room, still empty."""
