"""The plain table in which lint, a difference and the library show themselves in a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_CELL = "text-align:start;vertical-align:top;padding-inline-end:16px"


def html_table(
    headline: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, narrow: Sequence[str] = ()
) -> str:
    """Return a headline over a table; without rows, the headline alone.

    Parameters
    ----------
    headline, heads
        Plain text.
    rows
        Cells of HTML, what is not ours in them escaped.
    narrow
        The heads of columns that are not broken into lines.
    """
    styles = [f"{_CELL};white-space:{'nowrap' if head in narrow else 'normal'}" for head in heads]
    body = ""
    for row in rows:
        cells = (f"<td style='{style}'>{cell}</td>" for style, cell in zip(styles, row, strict=True))
        body += f"<tr>{''.join(cells)}</tr>"
    said = f"<p>{escape(headline)}</p>"
    if not body:
        return said
    top = "".join(f"<th scope='col' style='{_CELL}'>{escape(head)}</th>" for head in heads)
    return f"{said}<table style='font:inherit' dir='auto'><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
