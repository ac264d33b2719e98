"""What this package announces to the packages above it."""

from django.dispatch import Signal

# Sent with ``consent``, ``at`` and ``only`` (the one receiver for whom it stops; None:
# for all), inside the transaction that stops it.
consent_revoked = Signal()
