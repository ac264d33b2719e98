"""Compare our engine with its opponents, and write the tables.

    make bench SIZES="10k 100k 1M"
    python -m benchmarks.comparison 10k 100k --only embedded limit --rounds 3

Data, questions and order follow from the seed. Everything that is built stays in the
folder (``--folder``, some gigabytes at a million documents), so that ``--keep`` can ask
again without building. With ``--write``, tables and picture in docs/ are written anew
from the results of every size in the folder.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.comparison import machine, measuring, plot, tables
from benchmarks.comparison.cluster import Cluster
from benchmarks.comparison.opponents import AbsentError
from benchmarks.comparison.results import Result

DOCS = machine.ROOT / "docs"
PAGE = DOCS / "explanation" / "benchmarks.md"
PICTURE = DOCS / "img" / "benchmarks.svg"
BEGIN, END = "<!-- measured by make bench -->", "<!-- to here -->"
TIMES = {"k": 1_000, "m": 1_000_000}


def main() -> None:
    """Measure each size, then write what is known."""
    asked = _asked()
    wish = measuring.Wish(
        mix=asked.mix,
        each=asked.each,
        rounds=asked.rounds,
        keep=asked.keep,
        only=tuple(asked.only),
    )
    for size in asked.sizes:
        folder = asked.folder / str(size)
        tell(f"\n{size:,} documents, in {folder}")
        result = measuring.measure(folder, size, wish, lambda line: tell(f"  {line}"))
        result.write(folder / "result.json")
        _stop(folder)
    _write(asked.folder, in_docs=asked.write)


def size_of(text: str) -> int:
    """Return a number of documents: "10k", "1M" or plain."""
    number, unit = text[:-1], text[-1:].lower()
    return int(number) * TIMES[unit] if unit in TIMES else int(text)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    folder = Path(tempfile.gettempdir()) / "waypost-benchmark"
    parser.add_argument("sizes", nargs="+", type=size_of)
    parser.add_argument("--folder", type=Path, default=folder)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mix", type=int, default=240)
    parser.add_argument("--each", type=int, default=40)
    parser.add_argument("--only", nargs="*", default=())
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--write", action="store_true")
    return parser.parse_args()


def _write(folder: Path, *, in_docs: bool) -> None:
    results = sorted(
        map(Result.read, folder.glob("*/result.json")), key=lambda one: one.count
    )
    text = "\n\n".join("\n".join(tables.tables(result)) for result in results)
    tell(f"\n{text}")
    if in_docs:
        page = PAGE.read_text()
        before, _, rest = page.partition(BEGIN)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n\n{END}{after}")
        PICTURE.write_text(plot.plot(results))


def _stop(folder: Path) -> None:
    try:
        Cluster(folder).stop()
    except AbsentError:
        return


def tell(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
