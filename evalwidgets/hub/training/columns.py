"""The views there are, and their columns: TRL's own, and beside them where each row comes from.

TRL reads more columns than a view's own (`margin`, `label`, `tools`, `images`, `…_ids` …), and takes the type
of a data set from the first row. So what is ours begins with ``judged_``, a name that TRL reads nowhere, and
every column has a type that does not hang on the rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from evalwidgets.errors import StudyError

if TYPE_CHECKING:
    import datasets

View = Literal["preference", "unpaired_preference", "prompt_completion", "reward", "rubric_reward", "stepwise"]

TURNS = "text or turns"
"""The type of a column that holds texts, or in the conversational form lists of ``{role, content}``."""

_OF_PAIR = {
    "judged_item": "string",
    "judged_chosen": "string",
    "judged_rejected": "string",
    "judged_chosen_model": "string",
    "judged_rejected_model": "string",
    "judged_chosen_score": "float64",
    "judged_rejected_score": "float64",
    "judged_margin": "float64",
}
_OF_RESPONSE = {
    "judged_item": "string",
    "judged_response": "string",
    "judged_model": "string",
    "judged_score": "float64",
}
_OF_ALL = {"judged_experts": "int64", "judged_how": "string", "judged_rubric_hash": "string"}


@dataclass(frozen=True)
class Columns:
    """The columns of a view.

    Attributes
    ----------
    trl
        Those that TRL reads, with their types.
    ours
        Where a row comes from.
    """

    trl: dict[str, str]
    ours: dict[str, str]

    def features(self, *, conversational: bool) -> datasets.Features:
        """Return the types of all columns as `datasets` has them."""
        from datasets import Features

        return Features({name: _feature(of, conversational=conversational) for name, of in self._all.items()})

    @property
    def _all(self) -> dict[str, str]:
        return {**self.trl, **self.ours}


VIEWS: dict[View, Columns] = {
    "preference": Columns({"prompt": TURNS, "chosen": TURNS, "rejected": TURNS}, {**_OF_PAIR, **_OF_ALL}),
    "unpaired_preference": Columns(
        {"prompt": TURNS, "completion": TURNS, "label": "bool"}, {**_OF_RESPONSE, **_OF_ALL}
    ),
    "prompt_completion": Columns({"prompt": TURNS, "completion": TURNS}, {**_OF_RESPONSE, **_OF_ALL}),
    "reward": Columns(
        {"prompt": TURNS, "chosen": TURNS, "rejected": TURNS, "margin": "float64"}, {**_OF_PAIR, **_OF_ALL}
    ),
    "rubric_reward": Columns(
        {"prompt": TURNS, "rubric": "string", "criteria": "criteria", "reference": "string"},
        {"judged_item": "string", "judged_rubric_hash": "string"},
    ),
    "stepwise": Columns(
        {"prompt": "string", "completions": "texts", "labels": "bools"},
        {"judged_items": "texts", "judged_scores": "numbers", **_OF_ALL},
    ),
}


def check_view(view: str) -> None:
    """Raise a plain error for a view that there is not.

    Raises
    ------
    StudyError
        With those there are.
    """
    if view not in get_args(View):
        raise StudyError(f"There is no training view {view!r}; there is {', '.join(get_args(View))}.")


def _feature(type: str, *, conversational: bool) -> Any:
    from datasets import List, Value

    if type == TURNS:
        text = Value("string")
        return List({"role": text, "content": text}) if conversational else text
    lists = {"texts": "string", "bools": "bool", "numbers": "float64"}
    if type in lists:
        return List(Value(lists[type]))
    if type == "criteria":
        return List({**{name: Value("string") for name in ("id", "kind", "text")}, "points": Value("float64")})
    return Value(type)
