"""What this package announces to the packages above it."""

from django.dispatch import Signal

# Sent with ``consent`` and ``at``, inside the transaction that revokes it.
consent_revoked = Signal()
