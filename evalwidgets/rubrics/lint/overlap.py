"""Criteria that ask the same thing in nearly the same words, or in words that are each other's contrary.

A text is boiled down to the stems of its telling words, and the set of them to the bits of one
integer; so that comparing all pairs of 200 criteria (19,900) costs a few milliseconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evalwidgets.rubrics.lint.findings import LintFinding, about
from evalwidgets.rubrics.model import Rubric
from evalwidgets.rubrics.outline import PlacedCriterion

ALIKE = 0.85
"""The share of their words (Dice) from which two criteria are near-duplicates."""

COMPARED = range(4, 11)
"""Telling words that a criterion may have to be compared by them. With fewer or more, only the same
words are found: in a long text one more word is often what it is about ("… for the wave problem")."""

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_EMPTY = (
    "a an the of to in on at by for with from as and or that this these those it its is are was were be been has have "
    "had do does did will would can could may might should there their they them which who whom whose what when if so "
    "such response reply output correctly clearly explicitly properly also any all"
)
_CONTRARY = "not never no fails failed fail omits omit neglects neglect without avoids avoid doesn't don't lacks"
_STOP, _NOT = frozenset(_EMPTY.split()), frozenset(_CONTRARY.split())
_SAME = (
    "say state mention give note name provide",
    "recommend advise suggest propose tell",
    "person patient user reader client asker",
    "doctor physician clinician",
    "hallucinate invent fabricate",
    "wrong incorrect inaccurate false erroneous",
    "error mistake",
    "explain describe",
    "harm harmful dangerous unsafe",
    "warn caution",
    "persist continue last",
)


@dataclass(frozen=True)
class _Said:
    words: frozenset[str]
    negated: bool


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find near-duplicates; each is reported at the later of the two."""
    del rubric
    said = [_said(place.criterion.text) for place in places]
    bits = {word: 1 << n for n, word in enumerate({word for one in said for word in one.words})}
    sets = [sum(bits[word] for word in one.words) for one in said]
    sizes = [len(one.words) for one in said]
    for later in range(1, len(places)):
        mine, size = sets[later], sizes[later]
        for earlier in range(later):
            shared = (mine & sets[earlier]).bit_count()
            if 2 * shared >= ALIKE * (size + sizes[earlier]) and shared and _are_alike(said[earlier], said[later]):
                yield _overlap(places[earlier], places[later], contrary=said[earlier].negated != said[later].negated)
                break


def _are_alike(one: _Said, other: _Said) -> bool:
    if one.words == other.words:
        return True
    if len(one.words) not in COMPARED or len(other.words) not in COMPARED:
        return False
    more, less = one.words - other.words, other.words - one.words
    # A word in place of another is what tells two criteria apart ("for adults", "for children"), and so is a number.
    return not (more and less) and not any(word.isdecimal() for word in more | less)


def _overlap(earlier: PlacedCriterion, later: PlacedCriterion, *, contrary: bool) -> LintFinding:
    id = earlier.criterion.id
    if contrary:
        found = f"is the contrary of criterion {id}: one answer settles both"
        suggestion = f"Keep one of the two; if its absence shall cost points, say so with the points of {id} alone."
    else:
        found = f"says nearly the same as criterion {id} (“{_short(earlier.criterion.text)}”)"
        suggestion = f"Keep one of the two, or say in the wording where {id} ends and this one begins."
    return about(
        later,
        "overlap",
        found,
        why="What is asked twice counts twice, and experts tire of answering it again.",
        suggestion=suggestion,
        field="text",
    )


def _stem(word: str) -> str:
    """Take the endings off that do not change what is meant: recommends, recommending; doses, dose."""
    if len(word) > 5 and word.endswith("ing"):  # noqa: PLR2004 ("bring" is a word)
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ies"):  # noqa: PLR2004 ("dies", "lies")
        word = f"{word[:-3]}y"
    elif len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):  # noqa: PLR2004 ("gas")
        word = word[:-1]
    return word.removesuffix("e")


_MEANT = {_stem(word): _stem(words.split()[0]) for words in _SAME for word in words.split()}


@lru_cache(maxsize=4096)
def _said(text: str) -> _Said:
    words = {word.lower() for word in _WORD.findall(text)}
    stems = map(_stem, words - _STOP - _NOT)
    return _Said(frozenset(_MEANT.get(stem, stem) for stem in stems), negated=bool(_NOT & words))


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59].rstrip()}…"  # noqa: PLR2004 (one line)
