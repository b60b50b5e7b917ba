"""What an expert goes on from: a draft, or answers given before, as far as they answer what is asked now."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from evalwidgets.rubrics.checks import RESERVED
from evalwidgets.tasks.carrying import unchanged
from evalwidgets.tasks.view import Draft

if TYPE_CHECKING:
    from evalwidgets.items.model import Item
    from evalwidgets.judgments import Judgment
    from evalwidgets.protocol import Protocol
    from evalwidgets.rubrics.model import Rubric
    from evalwidgets.tasks import Answer, Kind
    from evalwidgets.tasks.view import Asked

RubricOf = Callable[[str], "Rubric"]


def resumed(
    kind: Kind,
    item: Item,
    rules: Protocol,
    asked: Asked,
    draft: Draft | None,
    judgment: Judgment | None,
    rubric_of: RubricOf,
) -> Draft:
    """Return the draft to go on from.

    A draft made by an earlier rubric keeps the answers to criteria that ask the same still; without
    one, the answers of the current judgment are the draft.

    Parameters
    ----------
    rubric_of
        Returns a rubric by its hash.
    """
    if draft is not None and draft.rubric in {"", asked.rubric}:
        return draft
    before = () if judgment is None else _answers(kind, item, rules, asked, judgment, rubric_of)
    if draft is None:
        if judgment is None:
            return Draft()
        timing = judgment.timing
        return Draft(
            answers=before,
            note=judgment.note or "",
            changes=timing.changes,
            active_ms=timing.active_ms,
            idle_ms=timing.idle_ms,
            rubric=asked.rubric,
        )
    same = RESERVED | unchanged(item, rubric_of(draft.rubric), rubric_of(asked.rubric))
    kept = {answer.criterion: answer for answer in draft.answers if answer.criterion in same}
    if asked.criteria is not None:
        kept = {id: answer for id, answer in kept.items() if id in asked.criteria}
    answers = {**{answer.criterion: answer for answer in before}, **kept}
    return draft.model_copy(update={"answers": tuple(answers.values()), "rubric": asked.rubric})


def _answers(
    kind: Kind, item: Item, rules: Protocol, asked: Asked, judgment: Judgment, rubric_of: RubricOf
) -> tuple[Answer, ...]:
    answers = judgment.answers
    if judgment.rubric_hash != asked.rubric:
        carried = kind.carried(answers, item, rubric_of(judgment.rubric_hash), rubric_of(asked.rubric), rules)
        answers = carried.begun if asked.criteria is not None else (*carried.kept, *carried.begun)
    return kind.as_seen(answers, judgment.responses)
