"""What the directory announces to whoever stands above it."""

from django.dispatch import Signal

# Sent inside the transaction of the change, with ``service_ids``: a list of UUIDs
# of services whose listing changed in anything that a reader could see.
listings_changed = Signal()
