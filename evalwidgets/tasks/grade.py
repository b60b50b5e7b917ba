"""Grading: one response is judged against the rubric, criterion by criterion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from evalwidgets.errors import AnswerError
from evalwidgets.items.model import Item
from evalwidgets.protocol import Protocol as Rules
from evalwidgets.rubrics.model import Criterion, Rubric
from evalwidgets.tasks import checking, quotes, values
from evalwidgets.tasks.answers import Answer
from evalwidgets.tasks.carrying import Carried, asked_of, carried
from evalwidgets.tasks.demands import holds, need_extras
from evalwidgets.tasks.kind import Given, base_view, letters
from evalwidgets.tasks.view import TaskView


class Grade:
    """One task per response; a judgment covers exactly the criteria asked."""

    name = "grade"
    needs = "a grade needs a response"

    def plan(self, item: Item) -> Iterator[tuple[str, ...]]:
        """Yield each response by itself."""
        for response in item.responses:
            yield (response.id,)

    def view(self, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules, task: int) -> TaskView:
        """Return the item with its one response, and the criteria."""
        return base_view(self.name, item, shown, rubric, rules, task)

    def answers(
        self, given: Given, item: Item, shown: tuple[str, ...], rubric: Rubric, rules: Rules
    ) -> tuple[Answer, ...]:
        """Check one answer for each criterion; optional ones may be left out."""
        return checked_answers(given, asked_of(item, rubric), item, letters(shown), rules)

    def carried(self, answers: tuple[Answer, ...], item: Item, old: Rubric, new: Rubric, rules: Rules) -> Carried:
        """Keep what still stands; the rest is asked again."""
        return carried(answers, item, old, new, rules)

    def as_seen(self, answers: tuple[Answer, ...], shown: tuple[str, ...]) -> tuple[Answer, ...]:
        """Return the answers with letters in the quotes."""
        return tuple(quotes_as_seen(answer, shown) for answer in answers)


def quotes_as_seen(answer: Answer, shown: tuple[str, ...]) -> Answer:
    """Return `answer` with the screen's letters in its quotes."""
    key_of = {response: key for key, response in letters(shown).items()}
    marks = tuple(mark.model_copy(update={"response": key_of[mark.response]}) for mark in answer.evidence)
    return answer.model_copy(update={"evidence": marks})


def checked_answers(
    given: Given, asked: list[Criterion], item: Item, keys: dict[str, str], rules: Rules
) -> tuple[Answer, ...]:
    """Return one checked answer per answered criterion, in the order asked.

    Raises
    ------
    AnswerError
        For an unknown or repeated criterion, a wrong value, a required answer, comment or quote
        that is missing, an answer to a criterion whose needs are not met.
    """
    known = {criterion.id: criterion for criterion in asked}
    read = _read(given, known, item, keys)
    values_of = {
        id: checking.checked(known[id], answer)
        for id, answer in read.items()
        if values.says_something(known[id], answer)
    }
    kept: list[Answer] = []
    for criterion in asked:
        id, answer = criterion.id, values_of.get(criterion.id)
        unmet = next((need for need in criterion.needs if not holds(need, values_of.get(need.criterion))), None)
        if unmet is not None:
            if id in read:
                raise AnswerError(f"criterion {id}: is asked only where {unmet.words}; leave it out", id)
            continue
        if answer is None:
            if criterion.required:
                raise AnswerError(f"criterion {id}: is required; {_quoted(criterion)}", id)
            if id in read and (read[id].comment or read[id].evidence):
                raise AnswerError(f"criterion {id}: has a comment or a quote but no answer; {_quoted(criterion)}", id)
            continue
        need_extras(criterion, answer, rules)
        if answer.evidence:
            marks = tuple(quotes.cut(mark, item, keys, id) for mark in answer.evidence)
            answer = answer.model_copy(update={"evidence": marks})
        kept.append(answer)
    return tuple(kept)


def _read(given: Given, known: dict[str, Criterion], item: Item, keys: dict[str, str]) -> dict[str, Answer]:
    pairs = given.items() if isinstance(given, Mapping) else [(answer.criterion, answer) for answer in given]
    read: dict[str, Answer] = {}
    for id, value in pairs:
        criterion = known.get(id)
        if criterion is None:
            raise AnswerError(f"there is no criterion {id!r} in this task; it asks {', '.join(known)}", None)
        if id in read:
            raise AnswerError(f"criterion {id}: is answered twice", id)
        if isinstance(value, Answer):
            read[id] = value
        elif value is not None:
            answer, words = values.read(criterion, value)
            found = tuple(quotes.find(quote, item, keys, id) for quote in words)
            read[id] = answer.model_copy(update={"evidence": answer.evidence + found}) if found else answer
    return read


def _quoted(criterion: Criterion) -> str:
    return f"answer “{criterion.text}”"
