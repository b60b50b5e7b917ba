"""The marks of a study as they stand: read once, and arranged for each question that is asked of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import select

from evalwidgets.agreement.measuring import Who
from evalwidgets.agreement.ratings import Ratings, Scale, coded
from evalwidgets.agreement.reading import from_long
from evalwidgets.agreement.scales import EXPANDED, metric_of, scale_of
from evalwidgets.errors import AgreementError
from evalwidgets.stats.spans import Span
from evalwidgets.store import schema

if TYPE_CHECKING:
    from evalwidgets.rubrics.model import Criterion, Rubric
    from evalwidgets.store.store import Store

Frame = Any
"""A pandas DataFrame, whose types say less than its columns."""

_COLUMNS = (
    *("item", "response", "model", "expert", "expert_kind", "criterion", "criterion_kind", "group"),
    *("points", "number", "label", "labels", "na", "comment", "judgment_id", "position", "at"),
)


@dataclass(frozen=True)
class Expert:
    """Who marks.

    Attributes
    ----------
    kind
        ``human`` or ``model``.
    qualifications
        What is known of them: specialty, licence, years.
    """

    name: str
    kind: str
    qualifications: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Marks:
    """All marks of a study that stand, one row each.

    Attributes
    ----------
    frame
        The columns of the table `scores` that agreement needs.
    experts
        Everyone the study knows, by name.
    """

    rubric: Rubric
    frame: Frame
    experts: Mapping[str, Expert]

    @cached_property
    def by_id(self) -> dict[str, Criterion]:
        """The rubric's criteria."""
        return {criterion.id: criterion for criterion in self.rubric.criteria}

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of every criterion that was marked and can be compared, in the rubric's order, then items' own."""
        found = self.frame.drop_duplicates("criterion").set_index("criterion")["criterion_kind"].to_dict()
        order = [id for id in self.by_id if id in found] + [id for id in found if id not in self.by_id]
        return {id: found[id] for id in order if metric_of(found[id])}

    @cached_property
    def pairs(self) -> Frame:
        """Every two marks of one response by one criterion; see `evalwidgets.agreement.pairs.pair_table`."""
        from evalwidgets.agreement.pairs import pair_table

        return pair_table(self)

    def of(self, experts: Who) -> Marks:
        """Return the marks of some of the experts.

        Raises
        ------
        AgreementError
            For a kind of expert, or a name, that there is not.
        """
        strangers = [] if isinstance(experts, str) else [name for name in experts if name not in self.experts]
        if strangers:
            raise AgreementError(
                f"the study knows no expert {strangers[0]!r}; it knows {', '.join(self.experts) or 'nobody yet'}"
            )
        return replace(self, frame=of_experts(self.frame, experts))

    def ratings(self, criterion: str | None = None) -> Ratings:
        """Return what was marked by one criterion, or by all of them if they share one scale.

        Raises
        ------
        AgreementError
            For a criterion that nobody marked, or criteria of different scales.
        """
        if criterion is None:
            families = self.families()
            if len(families) > 1:
                raise AgreementError(
                    f"the study's criteria have {len(families)} different scales, which cannot be pooled: name a "
                    "criterion=…, or see study.agreement() for all of them"
                )
            return self.pooled(families[0] if families else ())
        if criterion not in self.kinds:
            raise AgreementError(
                f"nobody has marked a criterion {criterion!r} that can be compared; there is "
                f"{', '.join(self.kinds) or 'none'}"
            )
        return self.pooled((criterion,))

    def pooled(self, criteria: Iterable[str]) -> Ratings:
        """Return the marks of criteria that share a scale, each (item, response, criterion) a unit, by item."""
        wanted = tuple(id for id in criteria if id in self.kinds)
        if wanted not in self._arranged:
            self._arranged[wanted] = self._pooled(wanted)
        return self._arranged[wanted]

    @cached_property
    def _arranged(self) -> dict[tuple[str, ...], Ratings]:
        """What `pooled` has returned: a report asks for each several times."""
        return {}

    def _pooled(self, wanted: tuple[str, ...]) -> Ratings:
        import pandas as pd

        parts = [_single(self.frame, id, self.kinds[id], self.by_id.get(id)) for id in wanted]
        if not parts:
            return Ratings(np.zeros((0, 0), np.int32), Scale((), ordered=True), [], (), np.zeros(0, np.int64), "items")
        scale = parts[0][1]
        frame = pd.concat([one for one, _ in parts])
        if scale is None:
            codes, scale = coded(frame["mark"].to_numpy(np.float64))
            frame = frame.assign(code=codes)
        return from_long(frame, ["item", "response", "criterion", "part"], "expert", "code", "item", scale=scale)

    def applicable(self, criterion: str) -> Ratings:
        """Return for each response by one criterion who answered it and who found it not applicable."""
        rows = self.frame[self.frame["criterion"] == criterion]
        rows = rows.assign(code=rows["na"].isna().astype(int))
        scale = Scale(("not applicable", "applicable"), ordered=False)
        return from_long(rows, ["item", "response"], "expert", "code", "item", scale=scale)

    def spans(self, criterion: str) -> list[dict[tuple[str, str], Sequence[Span]]]:
        """Return for each expert the words marked by a span criterion, by item and response."""
        rows = self.frame[(self.frame["criterion"] == criterion) & self.frame["na"].isna()]
        found: dict[str, dict[tuple[str, str], Sequence[Span]]] = {}
        for row in rows.itertuples():
            marks = [(mark["start"], mark["end"], mark["category"]) for mark in row.evidence]
            found.setdefault(str(row.expert), {})[str(row.item), str(row.response)] = marks
        return list(found.values())

    def families(self, criteria: Collection[str] | None = None) -> list[tuple[str, ...]]:
        """Group criteria by kind and scale: those that may be pooled."""
        found: dict[tuple[str, Scale | None], list[str]] = {}
        for id, kind in self.kinds.items():
            if criteria is None or id in criteria:
                found.setdefault((kind, scale_of(self.by_id.get(id), kind)), []).append(id)
        return [tuple(ids) for ids in found.values()]


def _single(frame: Frame, id: str, kind: str, criterion: Criterion | None) -> tuple[Frame, Scale | None]:
    """Return a row for each single mark by a criterion, coded by its scale where it has one.

    A label that the rubric no longer has (of an earlier version) is left out.
    """
    rows = frame[(frame["criterion"] == id) & frame["na"].isna()]
    scale = scale_of(criterion, kind)
    if kind in EXPANDED:
        rows = _expanded(rows, kind, criterion)
    else:
        rows = rows.assign(part="", mark=rows["number"] if scale is None else rows["label"])
    if scale is not None:
        places = {name: place for place, name in enumerate(scale.categories)}
        rows = rows.assign(code=rows["mark"].map(places)).dropna(subset=["code"])
    elif kind in ("choice", "ordinal") and not rows["label"].isna().all():
        codes, scale = coded(rows["label"].to_numpy(object))  # an item's own: the words found, without an order
        rows = rows.assign(code=codes)
    return rows, scale


def _expanded(rows: Frame, kind: str, criterion: Criterion | None) -> Frame:
    """Return a row for each option of a choice of several (met or not), or for each subject rated."""
    if kind == "option_ratings":
        rows = rows.explode("labels")
        pairs = rows["labels"].astype(str).str.rpartition("=")
        return rows.assign(part=pairs[0], mark=pairs[2])
    options: Any = getattr(criterion, "options", ())
    every = [option.id for option in options] or sorted({one for chosen in rows["labels"] for one in chosen})
    chosen = [set(labels) for labels in rows["labels"]]
    marks = [["met" if option in one else "unmet" for option in every] for one in chosen]
    return rows.assign(part=[every] * len(rows), mark=marks).explode(["part", "mark"])


def of_experts(frame: Frame, experts: Who) -> Frame:
    """Return the rows of some of the experts: of a kind, or by name.

    Raises
    ------
    AgreementError
        For a kind of expert that there is not.
    """
    if not isinstance(experts, str):
        return frame[frame["expert"].isin(list(experts))]
    if experts not in ("human", "model", "all"):
        raise AgreementError(f'experts are "human", "model", "all" or a list of names; got {experts!r}')
    return frame if experts == "all" else frame[frame["expert_kind"] == experts]


def read_marks(store: Store, *, experts: Who = "all") -> Marks:
    """Read the marks of a study.

    Raises
    ------
    StoreError
        If the study cannot be read.
    """
    from evalwidgets import tables

    rubric = store.charter.rubric
    # Quotes are long; they are read only where they are answers.
    quotes = ("evidence",) if any(criterion.kind == "span" for criterion in rubric.criteria) else ()
    scores = tables.scores(store, progress=False).select_columns([*_COLUMNS, *quotes])
    frame: Frame = scores.with_format("pandas")[:]
    return Marks(rubric, frame, read_experts(store)).of(experts)


def read_experts(store: Store) -> dict[str, Expert]:
    """Read who the study's experts are."""
    with store.reading() as connection:
        rows = connection.execute(select(schema.experts).order_by(schema.experts.c.id)).all()
    return {row.id: Expert(row.id, row.kind, json.loads(row.qualifications)) for row in rows}
