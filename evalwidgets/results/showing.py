"""Results as HTML: tables with a small picture of each interval, in the colours around them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from evalwidgets.results.results import Results

Row = Mapping[str, Any]

_TABLE = "border-collapse:collapse;color:inherit"
_ENDS = "display:flex;justify-content:space-between;width:16em;font-weight:normal"
_CELL = "text-align:start;padding:.2em 1em .2em 0;white-space:nowrap"
_FIGURE = "text-align:end;padding:.2em 1em .2em 0;font-variant-numeric:tabular-nums;white-space:nowrap"
_TRACK = "position:relative;width:16em;height:1em;background:color-mix(in srgb, currentColor 10%, transparent)"
_RANGE = "position:absolute;top:.38em;height:.24em;background:#4878a8"
_DOT = "position:absolute;top:.2em;width:.6em;height:.6em;margin-left:-.3em;border-radius:50%;background:#4878a8"
_ZERO = (
    "position:absolute;top:0;height:1em;border-inline-start:1px solid color-mix(in srgb, currentColor 50%, transparent)"
)
_STATES = {
    "ok": "",
    "no_scores": "no scores",
    "unpaired": "no items in common: not paired",
    "one_item": "one item: no interval",
    "no_variation": "all items the same",
}


def results_to_html(results: Results) -> str:
    """Return the scores, the differences and the notes."""
    rows = list(results)
    parts = [_table(rows, results.by, "score", "Score", _scale(rows, "score"))]
    if pairs := list(results.differences):
        keys = [name for name in results.by if name != "model"]
        low, high = _scale(pairs, "difference")
        most = max(-low, high)
        parts.append("<p><strong>Differences</strong>, first less second, on the items that both have</p>")
        parts.append(_table(pairs, [*keys, "first", "second"], "difference", "Difference", (-most, most)))
    notes = "".join(f"<div>{escape(note)}</div>" for note in (*results.notes, results.rule))
    return f"<div dir='auto'>{''.join(parts)}<small>{notes}</small></div>"


def _table(rows: Sequence[Row], keys: Sequence[str], figure: str, title: str, scale: tuple[float, float]) -> str:
    counted = figure == "score"
    counts = ("items", "judgments", "experts") if counted else ("items",)
    low, high = (escape(_number(end, scale)) for end in scale)
    ends = f"<div style='{_ENDS}'><span>{low}</span><span>{high}</span></div>"
    names = [(escape(name), _CELL) for name in keys]
    names += [
        (title, _FIGURE),
        (ends, _CELL),
        ("interval", _FIGURE),
        *((name, _FIGURE) for name in counts),
        ("", _CELL),
    ]
    head = "".join(f"<th scope='col' style='{style}'>{name}</th>" for name, style in names)
    body = "".join(_row(row, keys, figure, scale, [f"n_{name}" for name in counts]) for row in rows)
    return f"<table style='{_TABLE}'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _scale(rows: Sequence[Row], figure: str) -> tuple[float, float]:
    """Return bounds that hold every figure and interval, and 0; and 1, where nothing goes beyond."""
    there = [row[name] for row in rows for name in (figure, "low", "high") if row[name] is not None]
    low, high = min([*there, 0.0]), max([*there, 0.0])
    if figure == "score" and high <= 1.0:
        high = 1.0 if high > 0 or low == 0 else 0.0
    return (low, high) if low < high else (-1.0, 1.0)


def _row(row: Row, keys: Sequence[str], figure: str, scale: tuple[float, float], counts: Sequence[str]) -> str:
    interval = "" if row["low"] is None else f"{_number(row['low'], scale)} to {_number(row['high'], scale)}"
    missing = row.get("n_unscored", 0)
    said = [_STATES.get(row["state"], row["state"]), f"{missing:,} without a score" if missing else ""]
    words = [_name(row[name]) for name in keys]
    figures = [interval, *(f"{row[name]:,}" for name in counts)]
    cells = [
        *((word, _CELL) for word in words),
        (_number(row[figure], scale), _FIGURE),
        (_bar(row, figure, scale, interval), _CELL),
        *((text, _FIGURE) for text in figures),
        (", ".join(part for part in said if part), _CELL),
    ]
    return "<tr>" + "".join(f"<td style='{style}'>{cell}</td>" for cell, style in cells) + "</tr>"


def _name(name: str | None) -> str:
    return "not known" if name is None else escape(name)


def _bar(row: Row, figure: str, scale: tuple[float, float], interval: str) -> str:
    if row[figure] is None:
        return ""
    low, high = scale

    def place(value: float) -> float:
        return 100 * (value - low) / (high - low)

    zero = f"<span style='{_ZERO};left:{place(0):.2f}%'></span>" if low < 0 < high else ""
    spanned = ""
    if interval:
        left, right = place(row["low"]), place(row["high"])
        spanned = f"<span style='{_RANGE};left:{left:.2f}%;width:{right - left:.2f}%'></span>"
    dot = f"<span style='{_DOT};left:{place(row[figure]):.2f}%'></span>"
    label = ", ".join(part for part in (_number(row[figure], scale), interval) if part)
    return f"<div role='img' aria-label='{label}' style='{_TRACK}'>{zero}{spanned}{dot}</div>"


def _number(value: float | None, scale: tuple[float, float]) -> str:
    """Return a number with as many places as tell its scale's parts apart, so that columns of them align."""
    if value is None:
        return "–"
    places = max(0, 3 - int(math.log10(max(scale[1] - scale[0], 1.0))))
    return f"{round(value, places) + 0.0:,.{places}f}".replace("-", "−")  # no minus before zero
