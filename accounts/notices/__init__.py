"""Notices: written in one transaction with what they tell, and delivered afterwards.

Nothing is lost when the process dies or the mail server is down: the row waits, and
``manage.py send_notices`` tries again. A mail goes out twice only when the process
dies after the server took it and before that was written down.

Packages above register how their notices read, in their ``apps.py``, and call
``notices.tell`` inside the transaction of the change.
"""

from accounts.notices.delivery import Tally, deliver
from accounts.notices.elsewhere import also, deliver_others
from accounts.notices.kinds import Kind, Said, register
from accounts.notices.reading import Line, lines, reached, read, read_all
from accounts.notices.telling import tell

__all__ = [
    "Kind",
    "Line",
    "Said",
    "Tally",
    "also",
    "deliver",
    "deliver_others",
    "lines",
    "reached",
    "read",
    "read_all",
    "register",
    "tell",
]
