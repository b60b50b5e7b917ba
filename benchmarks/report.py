"""One line of the bench, and the table of all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One figure beside its budget; `held` is None where there is no budget, only a comparison."""

    what: str
    measured: str
    budget: str = ""
    held: bool | None = None


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which `share` of `values` lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def at_most(what: str, measured: float, budget: float, unit: str = "", detail: str = "") -> Line:
    """Return a line for a figure that must not exceed `budget`."""
    shown = f"{measured:,.3g}{unit}" if measured < 1000 else f"{measured:,.0f}{unit}"
    return Line(what, f"{shown}{f'  ({detail})' if detail else ''}", f"≤ {budget:,g}{unit}", measured <= budget)


def table(lines: Sequence[Line]) -> str:
    """Return all lines as one table in plain text."""
    marks = {True: "held", False: "MISSED", None: ""}
    rows = [
        ("what", "measured", "budget", ""),
        *((line.what, line.measured, line.budget, marks[line.held]) for line in lines),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    printed = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([printed[0], "-" * sum(widths, 6), *printed[1:]])
