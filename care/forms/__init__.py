"""What people type about people: its shape, not the rules."""
