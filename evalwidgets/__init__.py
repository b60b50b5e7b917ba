"""evalwidgets: experts judge what models wrote, in JupyterLab, and the scores land in datasets.

The names below are all there is to know for a start; each is loaded on first use, so that
``import evalwidgets`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalwidgets.errors import EvalwidgetsError
    from evalwidgets.items import Item, Message, Response, read_items
    from evalwidgets.protocol import Protocol
    from evalwidgets.rubrics import Rubric, load_rubric
    from evalwidgets.session import Session
    from evalwidgets.study import Study
    from evalwidgets.tasks import Answer
    from evalwidgets.widgets import (
        Adjudicator,
        AgreementExplorer,
        HubPublisher,
        PairwiseComparison,
        RubricDesigner,
        RubricGrader,
        grade,
    )

__version__ = "0.1.0"

__all__ = [
    "Adjudicator",
    "AgreementExplorer",
    "Answer",
    "EvalwidgetsError",
    "HubPublisher",
    "Item",
    "Message",
    "PairwiseComparison",
    "Protocol",
    "Response",
    "Rubric",
    "RubricDesigner",
    "RubricGrader",
    "Session",
    "Study",
    "grade",
    "load_rubric",
    "read_items",
]

_HOMES = {
    "Adjudicator": "widgets",
    "AgreementExplorer": "widgets",
    "Answer": "tasks",
    "EvalwidgetsError": "errors",
    "HubPublisher": "widgets",
    "Item": "items",
    "Message": "items",
    "PairwiseComparison": "widgets",
    "Protocol": "protocol",
    "Response": "items",
    "Rubric": "rubrics",
    "RubricDesigner": "widgets",
    "RubricGrader": "widgets",
    "Session": "session",
    "Study": "study",
    "grade": "widgets",
    "load_rubric": "rubrics",
    "read_items": "items",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'evalwidgets' has no attribute {name!r}")
    value = getattr(import_module(f"evalwidgets.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
