"""Packages in and out: HSDS in every version that real exports use.

``load(path, source=…)`` brings the directory to what a package says. On the way in
a package passes: ``packages`` (files) → ``shapes`` (whose export it is) → ``mending``
(what exports get wrong) → ``staging`` (a scratch database) → ``resolving`` and
``loading`` (the directory's own tables).
"""

from directory.hsds.importing import load
from directory.hsds.packages import PackageError
from directory.hsds.report import ImportReport, Outcome

__all__ = ["ImportReport", "Outcome", "PackageError", "load"]
