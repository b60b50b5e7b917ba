"""The widgets: what experts see and use in JupyterLab."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from evalwidgets.rubrics import Rubric
from evalwidgets.study import Study
from evalwidgets.widgets.adjudicator import Adjudicator
from evalwidgets.widgets.agreement_explorer import AgreementExplorer
from evalwidgets.widgets.hub_publisher import HubPublisher
from evalwidgets.widgets.pairwise_comparison import PairwiseComparison
from evalwidgets.widgets.rubric_designer import RubricDesigner
from evalwidgets.widgets.rubric_grader import RubricGrader

__all__ = [
    "Adjudicator",
    "AgreementExplorer",
    "HubPublisher",
    "PairwiseComparison",
    "RubricDesigner",
    "RubricGrader",
    "grade",
]


def grade(
    items: Any,
    *,
    rubric: str | Path | Rubric,
    into: str | Path,
    expert: str = "expert-1",
    columns: dict[str, Any] | None = None,
) -> RubricGrader:
    """Grade `items` against `rubric` right here: the one line for the impatient.

    Run again, it goes on where it stopped; the scores are `Study.open(into).scores()`.

    Parameters
    ----------
    items
        A DataFrame, a `datasets.Dataset`, a list of dicts or a path to JSONL, CSV or Parquet.
    rubric
        The name of one in the library, a path, or a `Rubric`.
    into
        The file that keeps the judgments (made if it is not there), or a ``postgresql+psycopg://`` URL.
    expert
        Who grades: a pseudonym.
    columns
        Which column is what, where the names do not tell.
    """
    return RubricGrader(Study.create(into, items=items, rubric=rubric, columns=columns), expert=expert)
