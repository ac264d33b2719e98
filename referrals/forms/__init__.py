"""What people type about referrals: its shape, not the rules."""
