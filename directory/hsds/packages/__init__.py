"""Reading packages: a folder, a zip, a CSV or a JSON file, a piece at a time."""

from directory.hsds.packages.errors import PackageError
from directory.hsds.packages.members import Member, open_members

__all__ = ["Member", "PackageError", "open_members"]
