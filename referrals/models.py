"""Referrals and what happened to them."""
