"""The demo's people and referrals, played through the real actions.

The files are described in docs/reference/demo-format.md.
"""

from referrals.demo.loading import is_loaded, load
from referrals.demo.moments import DemoError

__all__ = ["DemoError", "is_loaded", "load"]
