"""The rows of each view: who is chosen, in TRL's words, and where it comes from, in ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from evalwidgets.errors import StudyError
from evalwidgets.hub.training.columns import View
from evalwidgets.hub.training.grades import Graded, Key, need_higher_better, read_grades
from evalwidgets.hub.training.pairs import Pair, pairs_of_grades, read_comparisons
from evalwidgets.hub.training.rubrics import rubric_rows
from evalwidgets.hub.training.rule import Rule
from evalwidgets.hub.training.selecting import LeftOut, good_responses, pairs_apart, reach, shares_won, winners
from evalwidgets.hub.training.steps import solutions_of
from evalwidgets.hub.training.texts import Texts, read_items, texts_of

if TYPE_CHECKING:
    from evalwidgets.store.store import Store

Row = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """The rows of a view, and whether they are chats."""

    rows: list[Row]
    conversational: bool


@dataclass(frozen=True)
class Work:
    """What a view is made of, and what it leaves out."""

    store: Store
    rule: Rule
    progress: bool
    left_out: LeftOut = field(default_factory=LeftOut)

    def grades(self) -> Graded:
        """Read the grades."""
        graded = read_grades(self.store, self.rule, progress=self.progress)
        self.left_out["responses have no score"] += graded.unscored
        return graded

    def comparisons(self) -> list[Pair]:
        """Read the comparisons that are no ties."""
        return pairs_apart(read_comparisons(self.store, self.rule, progress=self.progress), self.rule, self.left_out)

    def texts(self, wanted: list[str]) -> Texts:
        """Read items, in the form that was asked for."""
        return texts_of(read_items(self.store, progress=self.progress), wanted, self.rule.conversational)

    def origin(self, experts: int) -> Row:
        """Return the columns that every row of judgments has."""
        return {
            "judged_experts": experts,
            "judged_how": str(self.rule),
            "judged_rubric_hash": self.store.charter.rubric.hash,
        }


def preference(work: Work) -> Made:
    """Return pairs, the better response chosen."""
    pairs = _pairs_of_grades(work) if work.rule.source == "grades" else work.comparisons()
    texts = work.texts([pair.item for pair in pairs])
    told = [pair for pair in pairs if _differ(texts, pair)]
    work.left_out["pairs are of the same words"] += len(pairs) - len(told)
    if not told:
        raise StudyError("All pairs are of two responses in the same words: there is nothing to choose from.")
    return Made([_of_pair(work, texts, pair) for pair in told], texts.conversational)


def reward(work: Work) -> Made:
    """Return pairs with the margin by which a reward model is to tell them apart."""
    made = preference(work)
    return replace(made, rows=[{**row, "margin": row["judged_margin"]} for row in made.rows])


def unpaired_preference(work: Work) -> Made:
    """Return responses, each good or not."""
    rated, good = _rated(work)
    texts = work.texts([item for item, _ in good])
    rows = [{**_of_response(work, texts, rated, key), "label": label} for key, label in good.items()]
    return Made(rows, texts.conversational)


def prompt_completion(work: Work) -> Made:
    """Return the good responses."""
    rated, good = _rated(work)
    kept = [key for key, label in good.items() if label]
    if not kept:
        raise StudyError(f"None of {len(good):,} responses is good enough; {reach(rated.scores.values())}.")
    work.left_out["responses are not good enough"] += len(good) - len(kept)
    texts = work.texts([item for item, _ in kept])
    return Made([_of_response(work, texts, rated, key) for key in kept], texts.conversational)


def rubric_reward(work: Work) -> Made:
    """Return every prompt with the rubric that a reward function scores by."""
    need_higher_better(work.store.charter.rubric)
    items = read_items(work.store, progress=work.progress)
    texts = texts_of(items, items, work.rule.conversational)
    return Made(list(rubric_rows(work.store.charter.rubric, texts)), texts.conversational)


def stepwise(work: Work) -> Made:
    """Return solutions with a label for each step."""
    rubric = work.store.charter.rubric
    if rubric.unit != "step":
        raise StudyError(
            f"A stepwise view needs judgments of single steps; by the rubric {rubric.id} one answer is about a "
            f"{rubric.unit} (unit: {rubric.unit})."
        )
    if work.rule.conversational:
        raise StudyError("A stepwise view holds plain texts only, as TRL reads it: leave conversational out.")
    graded = work.grades()
    # Checks the items as chats, which is what the steps before make them.
    items = texts_of(read_items(work.store, progress=work.progress), [item for item, _ in graded.scores], True).items
    good = good_responses(graded.scores, work.rule, work.left_out)
    solutions, broken = solutions_of(items, good)
    work.left_out["solutions have a step without a score"] += broken
    if not solutions:
        raise StudyError(f"None of {broken:,} solutions has a score for its every step.")
    rows = [
        {
            "prompt": one.problem,
            "completions": list(one.steps),
            "labels": [good[key] for key in one.keys],
            "judged_items": [item for item, _ in one.keys],
            "judged_scores": [graded.scores[key] for key in one.keys],
            **work.origin(min(graded.experts[key] for key in one.keys)),
        }
        for one in solutions
    ]
    return Made(rows, conversational=False)


MAKERS: Mapping[View, Callable[[Work], Made]] = {
    "preference": preference,
    "unpaired_preference": unpaired_preference,
    "prompt_completion": prompt_completion,
    "reward": reward,
    "rubric_reward": rubric_reward,
    "stepwise": stepwise,
}


def _pairs_of_grades(work: Work) -> list[Pair]:
    graded = work.grades()
    every = list(pairs_of_grades(graded))
    if not every:
        without = f" ({graded.unscored:,} were graded and have none)" if graded.unscored else ""
        raise StudyError(f"No item has two responses with a score{without}: there is nothing to choose from.")
    return pairs_apart(every, work.rule, work.left_out)


def _differ(texts: Texts, pair: Pair) -> bool:
    return texts.response(pair.item, pair.chosen) != texts.response(pair.item, pair.rejected)


def _rated(work: Work) -> tuple[Graded, dict[Key, bool]]:
    """Return responses with their scores, and which of them are good."""
    if work.rule.source == "grades":
        rated = work.grades()
        return rated, good_responses(rated.scores, work.rule, work.left_out)
    rated = shares_won(work.comparisons())
    return rated, winners(rated, work.rule, work.left_out)


def _of_pair(work: Work, texts: Texts, pair: Pair) -> Row:
    return {
        "prompt": texts.prompt(pair.item),
        "chosen": texts.response(pair.item, pair.chosen),
        "rejected": texts.response(pair.item, pair.rejected),
        "judged_item": pair.item,
        "judged_chosen": pair.chosen,
        "judged_rejected": pair.rejected,
        "judged_chosen_model": texts.model(pair.item, pair.chosen),
        "judged_rejected_model": texts.model(pair.item, pair.rejected),
        "judged_chosen_score": pair.scores[0],
        "judged_rejected_score": pair.scores[1],
        "judged_margin": pair.margin,
        **work.origin(pair.experts),
    }


def _of_response(work: Work, texts: Texts, rated: Graded, key: Key) -> Row:
    item, response = key
    return {
        "prompt": texts.prompt(item),
        "completion": texts.response(item, response),
        "judged_item": item,
        "judged_response": response,
        "judged_model": texts.model(item, response),
        "judged_score": rated.scores[key],
        **work.origin(rated.experts[key]),
    }
