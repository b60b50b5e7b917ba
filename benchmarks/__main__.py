"""`make bench`: every budget as one table; `make bench BENCH="store tables"` runs a part."""

from __future__ import annotations

import importlib
import platform
import sys

from benchmarks.report import Line, table

PARTS = ["store", "create", "tables", "hub", "scores", "agreement", "browser", "peers"]


def main(wanted: list[str]) -> int:
    """Run the parts wanted, print the table, and return 1 if a budget was missed."""
    unknown = set(wanted) - set(PARTS)
    if unknown:
        print(f"there is no part {', '.join(sorted(unknown))}; there is {', '.join(PARTS)}", file=sys.stderr)
        return 2
    lines: list[Line] = []
    for name in wanted or PARTS:
        print(f"… {name}", file=sys.stderr, flush=True)
        lines += importlib.import_module(f"benchmarks.{name}").run()
    print(f"{platform.system()}, {platform.machine()}, Python {platform.python_version()}")
    print(table(lines))
    return 1 if any(line.held is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
