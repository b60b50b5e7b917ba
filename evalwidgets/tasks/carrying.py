"""From one version of a rubric to another: which answers still stand, and which criteria have to be asked again.

An answer stands where its criterion asks the same as before (`evalwidgets.rubrics.asked`) and takes
it still; its number is worked out anew, because what an option is worth may have changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalwidgets.errors import AnswerError
from evalwidgets.items.model import Item
from evalwidgets.protocol import Protocol as Rules
from evalwidgets.rubrics.asked import asked
from evalwidgets.rubrics.model import Criterion, Rubric
from evalwidgets.tasks.answers import Answer
from evalwidgets.tasks.checking import checked
from evalwidgets.tasks.demands import holds, need_extras


@dataclass(frozen=True)
class Carried:
    """What becomes of a judgment's answers.

    Attributes
    ----------
    kept
        Answers that still stand, in the order asked.
    asks
        Criteria to ask again, in the order asked; none if `kept` is all there is to answer.
    begun
        Answers to some of these that still stand, and hang on the answer to another one.
    """

    kept: tuple[Answer, ...]
    asks: tuple[str, ...] = ()
    begun: tuple[Answer, ...] = ()


def asked_of(item: Item, rubric: Rubric) -> list[Criterion]:
    """Return the criteria that an item is judged by, in order."""
    return [criterion for group in rubric.for_item(item.criteria) for criterion in group.criteria]


def unchanged(item: Item, old: Rubric, new: Rubric) -> frozenset[str]:
    """Return the criteria that ask the same in both versions."""
    before = {**old.asked_hashes}
    after = {**new.asked_hashes}
    same = {id for id, hash in after.items() if before.get(id) == hash}
    return frozenset(same | {own.id for own in item.criteria if asked(own, old.unit) == asked(own, new.unit)})


def carried(answers: tuple[Answer, ...], item: Item, old: Rubric, new: Rubric, rules: Rules) -> Carried:
    """Carry the answers of a grade from `old` to `new`.

    Asked again is what was answered and asks something else now, or takes the answer no longer;
    what is required now and has no answer; and what hangs on the answer to one of these. A new
    criterion that is optional is not worth coming back for, but asked with the others if there are any.
    """
    criteria = asked_of(item, new)
    same = unchanged(item, old, new)
    given = {answer.criterion: answer for answer in answers}
    needed = {criterion.id for criterion in criteria if criterion.required} | set(given)
    standing = dict(_standing(criteria, same, given, rules))
    asks = _to_ask(criteria, standing, needed)
    if asks:
        asks = _to_ask(criteria, standing, needed | ({criterion.id for criterion in criteria} - same))
    in_order = [standing[criterion.id] for criterion in criteria if criterion.id in standing]
    return Carried(
        kept=tuple(answer for answer in in_order if answer.criterion not in asks),
        asks=tuple(criterion.id for criterion in criteria if criterion.id in asks),
        begun=tuple(answer for answer in in_order if answer.criterion in asks),
    )


def _to_ask(criteria: list[Criterion], standing: dict[str, Answer], needed: set[str]) -> set[str]:
    """Return what has to be asked for an answer to all that is `needed`; takes out of `standing` what is not asked."""
    asks: set[str] = set()
    for criterion in _needed_first(criteria):
        id, settled = criterion.id, [need for need in criterion.needs if need.criterion not in asks]
        if any(not holds(need, standing.get(need.criterion)) for need in settled):
            standing.pop(id, None)
        elif len(settled) < len(criterion.needs) or (id in needed and id not in standing):
            asks.add(id)
    return asks


def _standing(
    criteria: list[Criterion], same: frozenset[str], given: Mapping[str, Answer], rules: Rules
) -> Iterator[tuple[str, Answer]]:
    for criterion in criteria:
        answer = given.get(criterion.id)
        if answer is not None and criterion.id in same:
            try:
                still = checked(criterion, answer)
                need_extras(criterion, still, rules)
            except AnswerError:
                continue
            yield criterion.id, still


def _needed_first(criteria: list[Criterion]) -> Iterator[Criterion]:
    """Yield each criterion after all that it needs."""
    waiting = {criterion.id: criterion for criterion in criteria}
    while waiting:
        ready = [one for one in waiting.values() if not any(need.criterion in waiting for need in one.needs)]
        for one in ready:
            del waiting[one.id]
        yield from ready
