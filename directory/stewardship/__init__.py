"""Keeping listings true: what stewards do beyond the admin."""
