"""How a score came about, as a small table in text and in HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WORDS = 2  # the columns that are words; the others are figures
HEADER = ("Criterion", "Answer", "Counts as", "Times", "Gives", "Of")

_LARGE = 10_000
_TABLE = "border-collapse:collapse;color:inherit"
_CELL = "text-align:start;vertical-align:top;padding:.15em .8em .15em 0"
_FIGURE = "text-align:end;vertical-align:top;padding:.15em .8em .15em 0;font-variant-numeric:tabular-nums"


@dataclass(frozen=True)
class Explanation:
    """A score as a small table.

    Attributes
    ----------
    rows
        By `HEADER`: one a criterion.
    steps
        From what the rule gives to the total, one sentence each.
    parts
        Each group's and each tag's score, in words.
    parameters
        The rule and everything that decides a number, as stored with the rubric.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    steps: tuple[str, ...]
    parts: tuple[str, ...]
    parameters: str

    def __repr__(self) -> str:
        wide = [max(len(row[column]) for row in (HEADER, *self.rows)) for column in range(len(HEADER))]
        lines = [_aligned(row, wide) for row in (HEADER, *self.rows)]
        return "\n".join([self.title, *lines, *self.steps, *self.parts, self.parameters])

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """Return the same as HTML, in the colours around it."""
        head = _cells("th scope='col'", HEADER)
        rows = "".join(f"<tr>{_cells('td', row)}</tr>" for row in self.rows)
        steps = "".join(f"<li>{escape(step)}</li>" for step in self.steps)
        parts = "".join(f"<div>{escape(part)}</div>" for part in self.parts)
        return (
            f"<div dir='auto'><strong>{escape(self.title)}</strong>"
            f"<table style='{_TABLE}'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
            f"<ol>{steps}</ol>{parts}<div><small>{escape(self.parameters)}</small></div></div>"
        )


def _aligned(row: Sequence[str], wide: Sequence[int]) -> str:
    words = [cell.ljust(width) for cell, width in zip(row[:_WORDS], wide[:_WORDS], strict=True)]
    figures = [cell.rjust(width) for cell, width in zip(row[_WORDS:], wide[_WORDS:], strict=True)]
    return "  ".join([*words, *figures]).rstrip()


def _cells(tag: str, row: Sequence[str]) -> str:
    styles = [_CELL if column < _WORDS else _FIGURE for column in range(len(row))]
    name = tag.split(maxsplit=1)[0]
    return "".join(f"<{tag} style='{style}'>{escape(cell)}</{name}>" for cell, style in zip(row, styles, strict=True))


def plain(number: float) -> str:
    """Return a number as people write it, with four significant digits."""
    number = float(number) + 0.0  # no minus before zero
    return (f"{number:.4g}" if abs(number) < _LARGE else f"{number:,.0f}").replace("-", "−")
