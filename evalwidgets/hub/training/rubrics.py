"""Prompts with the rubric to score by: a reward function of GRPO or RLOO gets every column as an argument."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from pydantic import TypeAdapter

from evalwidgets.hub.training.texts import Texts
from evalwidgets.rubrics.criteria import Criteria, Criterion
from evalwidgets.rubrics.links import groups_of
from evalwidgets.rubrics.model import Group, Rubric

_OWN: TypeAdapter[tuple[Criterion, ...]] = TypeAdapter(Criteria)


def rubric_rows(rubric: Rubric, texts: Texts) -> Iterator[dict[str, Any]]:
    """Yield a row for each item.

    `rubric` is JSON, so that nothing of the rule, of gates and conditions is lost: a reward function reads it
    by `Rubric.from_json` and scores by `.score(answers)`. `criteria` are the same questions, flat, for a judge
    that is asked one by one. Both hold the item's own.
    """
    for item in texts.items.values():
        own = _OWN.validate_python(json.loads(item.criteria)) if item.criteria else ()
        asked = [criterion for group in rubric.for_item(own) for criterion in group.criteria]
        yield {
            "prompt": texts.prompt(item.id),
            "rubric": _whole(rubric, own),
            "criteria": [{"id": one.id, "kind": one.kind, "text": one.text, "points": one.points} for one in asked],
            "reference": item.reference,
            "judged_item": item.id,
            "judged_rubric_hash": rubric.hash,
        }


def _whole(rubric: Rubric, own: tuple[Criterion, ...]) -> str:
    """Return all that decides a score, an item's own criteria as a last group; the score is the same."""
    taken = {group.id for _, group in groups_of(rubric)}
    id = next(id for n in count() if (id := f"for_this_item{n or ''}") not in taken)
    groups = (*rubric.groups, *([Group(id=id, title="For this item", criteria=own)] if own else []))
    bare = rubric.model_copy(update={"groups": groups, "examples": (), "translations": {}})
    return bare.model_dump_json(exclude_defaults=True)
