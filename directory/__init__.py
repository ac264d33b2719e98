"""What exists: organizations, services, locations, taxonomies."""
