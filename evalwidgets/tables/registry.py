"""The tables there are. A new kind of task whose rows differ is one module beside this one, and one line here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from evalwidgets.tables.columns import Column, with_current
from evalwidgets.tables.compare_rows import COLUMNS as COMPARISONS
from evalwidgets.tables.grade_rows import COLUMNS as SCORES
from evalwidgets.tables.item_rows import COLUMNS as ITEMS
from evalwidgets.tables.judgment_rows import COLUMNS as JUDGMENTS

if TYPE_CHECKING:
    from evalwidgets.store.bulk.parent import Extract


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes
    ----------
    name
        Of the table and of its statement in `evalwidgets.tables.statements`.
    layout
        ``"module:name"`` of what makes its rows.
    of_judgments
        Whether its rows come of judgments, so that replaced ones may be wanted, too.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    layout: str
    of_judgments: bool = True

    def wanted(self, *, superseded: bool) -> tuple[Column, ...]:
        """Return its columns, with `current` where replaced judgments are among the rows."""
        return with_current(self.columns) if superseded else self.columns

    def extract(self, *, superseded: bool) -> Extract:
        """Return how it is read out."""
        from evalwidgets.store import schema
        from evalwidgets.store.bulk.parent import Extract
        from evalwidgets.tables import statements

        options: dict[str, Any] = {"superseded": superseded} if self.of_judgments else {}
        widest = schema.judgments.c.answers if self.of_judgments else schema.items.c.body
        return Extract((self.name,), getattr(statements, self.name)(**options), self.layout, widest, options)


def judgments_and_scores(*, superseded: bool) -> Extract:
    """Return how both tables are read out at once, in half of the time that they take one after the other."""
    from dataclasses import replace

    extract = TABLES["judgments"].extract(superseded=superseded)
    return replace(extract, names=("judgments", "scores"), layout=f"{_HERE}.judgment_rows:JudgmentsAndScores")


_HERE = "evalwidgets.tables"
TABLES = {
    table.name: table
    for table in (
        Table("scores", "One row per expert, item, response and criterion.", SCORES, f"{_HERE}.grade_rows:Scores"),
        Table(
            "judgments", "One row per judgment of every kind of task.", JUDGMENTS, f"{_HERE}.judgment_rows:Judgments"
        ),
        Table("comparisons", "One row per comparison.", COMPARISONS, f"{_HERE}.compare_rows:Comparisons"),
        Table("items", "One row per item.", ITEMS, f"{_HERE}.item_rows:Items", of_judgments=False),
    )
}
