"""Who is helped: people, consents and needs."""
