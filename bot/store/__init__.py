"""State: people, check-ins, agenda, deliveries; one SQLite file."""
