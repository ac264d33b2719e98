"""The pages on which referrals are sent, answered and followed."""
