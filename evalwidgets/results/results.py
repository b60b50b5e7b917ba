"""The results of a study: scores with intervals, and how much models differ."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evalwidgets.results.cells import Bootstrap, Cell, Figure, Pair, differences, figures, pairs_of
from evalwidgets.results.frames import Frame
from evalwidgets.results.keys import Keys
from evalwidgets.results.samples import Samples
from evalwidgets.rubrics.scoring.engine import Reason
from evalwidgets.tables.columns import Column

if TYPE_CHECKING:
    import altair as alt

_FIGURES = (
    Column("low", "float64", "Lower end of the bootstrap interval over items; null if there is none."),
    Column("high", "float64", "Upper end of it."),
    Column("n_items", "int64", "Items it rests on."),
)
_STATE = Column(
    "state",
    "string",
    "ok; no_scores: no figure; one_item: no interval; no_variation: all items have the same; "
    "unpaired: the two have no items in common.",
)
_SCORE = Column("score", "float64", "Mean over items, clipped and rounded as the rubric says; null if there is none.")
_COUNTS = (
    Column("n_judgments", "int64", "Judgments (an expert's of a response) with a score."),
    Column("n_experts", "int64", "Experts they come from."),
    Column("n_unscored", "int64", "Judgments without a score: not answered, not judged, nothing to score."),
)
_DIFFERENCE = Column("difference", "float64", "Mean of the first less mean of the second, on the items that both have.")


@dataclass(frozen=True, repr=False)
class Results(Frame):
    """Scores of a study, a row for each combination of what was asked for.

    Attributes
    ----------
    by
        What the rows are told apart by.
    differences
        Each pair of models, compared on the items that both have.
    notes
        What is left out of the figures and why, in sentences.
    rule
        The score rule in a few words.
    level
        Of the intervals.
    """

    by: tuple[str, ...] = ()
    differences: Frame = field(default_factory=lambda: Frame((), ()))
    notes: tuple[str, ...] = ()
    rule: str = ""
    level: float = 0.95

    def plot(self) -> alt.LayerChart:
        """Return the scores with their intervals as an Altair chart, which JupyterLab shows without a network."""
        from evalwidgets.results.plotting import plot

        return plot(self)

    def _repr_html_(self) -> str:
        return self.to_html()

    def to_html(self) -> str:
        """Return the figures as tables with a small picture of each interval."""
        from evalwidgets.results.showing import results_to_html

        return results_to_html(self)

    def __repr__(self) -> str:
        parts = [super().__repr__()]
        if len(self.differences):
            parts.append(repr(self.differences))
        return "\n\n".join([*parts, "\n".join([self.rule, *self.notes])])

    __str__ = __repr__


def make_results(
    by: Sequence[str],
    keys: Keys,
    cells: Sequence[Cell],
    bootstrap: Bootstrap,
    notes: Sequence[str],
    samples: Samples,
) -> Results:
    """Make the tables of figures from the cells."""
    places = [*keys.of_unit, *([keys.of_rubric] if keys.of_rubric else [])]
    in_order = sorted(cells, key=_order(by, places, keys))
    rows = [
        (
            *(_known(cell.names[places.index(name)]) for name in by),
            figure.value,
            figure.low,
            figure.high,
            len(cell.items),
            cell.judgments,
            cell.experts,
            sum(cell.without.values()),
            figure.state,
        )
        for cell, figure in zip(in_order, figures(in_order, bootstrap), strict=True)
    ]
    names = [_key_column(name, keys) for name in by]
    return Results(
        (*names, _SCORE, *_FIGURES, *_COUNTS, _STATE),
        tuple(rows),
        by=tuple(by),
        differences=_differences(by, places, in_order, bootstrap, keys),
        notes=(*notes, *_unscored(cells)),
        rule=_rule(bootstrap, samples),
        level=bootstrap.level,
    )


def _order(by: Sequence[str], places: Sequence[str], keys: Keys) -> Callable[[Cell], tuple[Any, ...]]:
    parts = {measured.name: place for place, measured in enumerate(keys.measured)}

    def rank(cell: Cell) -> tuple[Any, ...]:
        named = dict(zip(places, cell.names, strict=True))
        # The rubric's parts in its order, all else by name; what is not known comes last.
        return tuple(parts[named[name]] if name == keys.of_rubric else _natural(named[name]) for name in by)

    return rank


def _natural(name: str) -> tuple[Any, ...]:
    """Return what sorts "expert 10" after "expert 9"."""
    pieces = re.split(r"(\d+)", name.casefold())
    return (not name, [(int(piece), "") if piece.isdecimal() else (-1, piece) for piece in pieces])


def _differences(
    by: Sequence[str], places: Sequence[str], cells: Sequence[Cell], bootstrap: Bootstrap, keys: Keys
) -> Frame:
    if "model" not in places:
        return Frame((), ())
    place = places.index("model")
    others = [name for name in by if name != "model"]
    columns = (
        *(_key_column(name, keys) for name in others),
        Column("first", "string", "A model."),
        Column("second", "string", "The model it is compared with."),
        _DIFFERENCE,
        *_FIGURES,
        _STATE,
    )

    def row(pair: Pair, figure: Figure) -> tuple[Any, ...]:
        shared = dict(zip(places, pair.first.names, strict=True))
        models = (_known(cell.names[place]) for cell in (pair.first, pair.second))
        return (
            *(_known(shared[name]) for name in others),
            *models,
            figure.value,
            figure.low,
            figure.high,
            len(pair.items),
            figure.state,
        )

    pairs = pairs_of(cells, place)
    return Frame(columns, tuple(map(row, pairs, differences(pairs, bootstrap))))


def _key_column(name: str, keys: Keys) -> Column:
    about = "Of the rubric." if name == keys.of_rubric else "Null where it is not known."
    return Column(name, "string", about)


def _known(name: str) -> str | None:
    return name or None


_REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.UNANSWERED: ("required criteria were not answered", ""),
    Reason.NOT_APPLICABLE: ("a criterion does not apply", ' (scoring={"na": "drop"} leaves it out)'),
    Reason.NOT_JUDGED: ("a criterion could not be judged", ' (scoring={"unjudged": "drop"} leaves it out)'),
    Reason.NOTHING: ("nothing was there to score", ""),
}


def _unscored(cells: Sequence[Cell]) -> list[str]:
    """Say how many scores there are not, and why."""
    counts: Counter[Reason] = Counter()
    for cell in cells:
        counts.update(cell.without)
    total = sum(counts.values()) + sum(cell.judgments for cell in cells)
    return [
        f"{counts[reason]:,} of {total:,} scores are missing: {words}{way_out}."
        for reason, (words, way_out) in _REASONS.items()
        if counts[reason]
    ]


def _rule(bootstrap: Bootstrap, samples: Samples) -> str:
    scoring = bootstrap.scoring
    said = [f"Rule {scoring.rule}", f"N/A: {scoring.na}", f"not judged: {scoring.unjudged}"]
    if samples.words:
        said.append(samples.words)
    if scoring.clip_mean != (None, None):
        said.append("means clipped to " + " to ".join("…" if one is None else f"{one:g}" for one in scoring.clip_mean))
    interval = (
        f"{100 * bootstrap.level:g}% percentile intervals over items, {bootstrap.draws:,} draws, seed {bootstrap.seed}"
    )
    return "; ".join([*said, interval])
