"""The pages on which people, their needs and their consents are kept."""
