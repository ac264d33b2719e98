"""A mail server that is down."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Backend(BaseEmailBackend):
    """Takes nothing."""

    def send_messages(self, _messages: Sequence[Any]) -> int:
        raise ConnectionRefusedError
