"""Wording that two experts would read in two ways: double-barrelled, vague, open-ended, of one answer only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from evalwidgets.rubrics.lint.findings import LintFinding, Severity, about
from evalwidgets.rubrics.lint.leaning import READ
from evalwidgets.rubrics.model import Criterion, Rubric
from evalwidgets.rubrics.outline import PlacedCriterion

LONGEST = 60
"""Words that a criterion's text may have before it is too long to hold in mind."""

_ACTS_SAID = (
    "accounts acknowledges addresses advises analyses analyzes applies argues asks assigns avoids bases builds "
    "calculates captures cites commits compares computes concludes considers contains converts corrects covers defines "
    "delivers derives describes develops discusses distinguishes documents encourages ends ensures evaluates explains "
    "expresses fits follows formats gives handles holds identifies includes informs interprets introduces justifies "
    "keeps leads leaves lists maintains makes meets mentions names notes offers opens orders preserves presents "
    "proposes provides quotes reads recommends refers reflects refuses remains responds respects returns says sends "
    "separates sets shows sounds states stays suggests summarises summarizes supports takes tells translates tries "
    "uses warns weighs writes"
)
_VERBS = _ACTS_SAID.split()
_VERB = "|".join(_VERBS)
# These are plural nouns, too: only what follows a verb tells.
_NOUNS_TOO_SAID = (
    "accounts documents formats handles holds leads leaves lists mentions names notes offers opens orders quotes reads "
    "sets shows sounds states stays supports takes tries uses ends fits captures covers returns respects addresses "
    "makes meets"
)
_NOUNS_TOO = _NOUNS_TOO_SAID.split()
_AFTER_A_VERB = (
    r"(?=\s+(?:a|an|the|its|their|any|each|every|all|no|what|which|who|when|where|why|how|whether|that|it|them|one|at|"
    r"in|on|to|for|with|only|enough|both)\b)"
)
_SURE = "|".join(verb for verb in _VERBS if verb not in _NOUNS_TOO)
_MAYBE = "|".join(_NOUNS_TOO)
_ADVERB = r"(?:(?:also|then|\w+ly)\s+)?"
_TWO_ACTS = re.compile(
    rf"\b(?:and|plus|but|while also)\s+{_ADVERB}(?:(?:{_SURE})\b|(?:{_MAYBE})\b{_AFTER_A_VERB}|does not\b|doesn't\b|"
    rf"(?:is|are|does|do|has|have) (?:it|the|they|its)\b)",
    re.IGNORECASE,
)
_QUALITY = (
    r"(?:clear|concise|accurate|complete|correct|relevant|safe|polite|helpful|coherent|consistent|fluent|specific|thorough|"
    r"comprehensive|precise|readable|original|engaging|respectful|empathetic|honest|professional|natural|well[- ]\w+)"
)
_QUALITY_NOUN = (
    r"(?:accuracy|completeness|clarity|structure|style|tone|grammar|spelling|relevance|coherence|fluency|depth|breadth|"
    r"empathy|safety|correctness|originality|conciseness|readability|formatting|organi[sz]ation|usefulness|quality)"
)
_TWO_QUALITIES = re.compile(
    rf"\b{_QUALITY}(?:ly)?,? and (?:\w+ly )?{_QUALITY}(?:ly)?\b|\b{_QUALITY_NOUN},? and (?:\w+ )?{_QUALITY_NOUN}\b",
    re.IGNORECASE,
)
_CONNECTS = re.compile(r"\b(?:and|plus|but|while also|as well as)\b", re.IGNORECASE)
_JOINED = re.compile(r"\band/or\b|\bas well as\b|\bboth\b.+\band\b", re.IGNORECASE)
_ACTS = re.compile(
    rf"^(?:(?:the |this )?(?:answer|response|it)\s+)?{_ADVERB}(?:{_VERB}|is|does|has|reports|checks|claims|quotes)\b",
    re.IGNORECASE,
)

_VAGUE = re.compile(
    r"\b(?:appropriate(?:ly)?|adequate(?:ly)?|proper(?:ly)?|sufficient(?:ly)?|suitable|suitably|reasonabl[ey]|satisfactor(?:y|ily)|"
    r"acceptable|decent|nice(?:ly)?|high[- ]quality|good|well[- ]written|relevant|helpful|somewhat|as needed|"
    r"if necessary|enough (?:detail|information|context)|in (?:some|enough|sufficient) (?:detail|depth))\b"
    r"(?! (?:faith|practice|standing|reason|will|cause|clinical practice|law|magazine)\b)(?!-)",
    re.IGNORECASE,
)
_OPEN_LIST = re.compile(
    r"\b(?:such as|for example|for instance|e\.g\.?|etc\b\.?|and so on|and so forth|and the like|or similar|"
    r"including but not limited to|among others)",
    re.IGNORECASE,
)
_ONE_ANSWER = re.compile(
    r"(?:^(?i:answer)|\b(?i:response|output|candidate|completion|model|assistant))\s+(?:[ABCD]|[1-4])\b|"
    r"\b(?i:the (?:first|second|other|better|worse) (?:response|answer|output|candidate|completion|model))\b|"
    r"\b(?:GPT[- ]?\d|ChatGPT|Claude|Gemini|Llama|Mistral|Grok|DeepSeek|Qwen)\b"
)


@dataclass(frozen=True)
class _Fault:
    rule: str
    found: str
    why: str
    suggestion: str
    severity: Severity = "warning"


def check(rubric: Rubric, places: tuple[PlacedCriterion, ...]) -> Iterator[LintFinding]:
    """Find wording that experts would read in two ways."""
    for place in places:
        criterion = place.criterion
        if criterion.kind == "text":
            continue
        for fault in _faults(criterion.text):
            if fault.rule == "vague-word" and _is_explained(criterion):
                continue
            if fault.rule == "open-list" and criterion.help:
                continue
            if fault.rule == "names-an-answer" and (criterion.scope or rubric.unit) == "pair":
                continue
            if fault.rule == "double-barrelled" and criterion.kind in {"multi_choice", "option_ratings"}:
                continue
            yield about(
                place,
                fault.rule,
                fault.found,
                why=fault.why,
                suggestion=fault.suggestion,
                severity=fault.severity,
                field="text",
            )


def _is_explained(criterion: Criterion) -> bool:
    """Whether help, or an anchor for every option, says what a word means here."""
    options = getattr(criterion, "options", ())
    return bool(criterion.help) or (bool(options) and all(option.anchor for option in options))


@lru_cache(maxsize=4096)
def _faults(text: str) -> tuple[_Fault, ...]:
    return tuple(_found(text))


def _found(whole: str) -> Iterator[_Fault]:
    text = whole[:READ]
    if joined := double_barrelled(text):
        yield _Fault(
            "double-barrelled",
            f"asks two things at once (“{joined}”)",
            "An answer that does one and not the other is neither met nor unmet, and experts will guess differently.",
            "Make two criteria of it, or say in the help that both are needed.",
        )
    if vague := _VAGUE.search(text):
        yield _Fault(
            "vague-word",
            f"“{vague[0]}” means something else to every expert, and neither help nor anchors say what counts",
            "Experts who agree about the answer will disagree about the word.",
            "Say what one could point at in the answer, or write it into the help.",
        )
    if listed := _OPEN_LIST.search(text):
        yield _Fault(
            "open-list",
            f"“{listed[0]}” leaves open whether one of the list is enough, or what else counts",
            "Some experts will ask for all that is listed, others for any of it.",
            "Write “one of …”, or “all of …”, or say in the help what is enough.",
        )
    if named := _ONE_ANSWER.search(text):
        yield _Fault(
            "names-an-answer",
            f"names one answer or model (“{named[0]}”)",
            "Each answer is judged by itself, blind and in random order: the expert cannot know which one is meant.",
            "Say what has to be in the answer, whichever it is.",
        )
    if (count := len(whole.split())) > LONGEST:
        yield _Fault(
            "long-wording",
            f"has {count} words",
            "What does not fit in the head is skimmed, and each expert keeps another part of it.",
            "Keep the one thing that is judged; move the rest to the help.",
            "advice",
        )


def double_barrelled(text: str) -> str:
    """Return the words that join two things in one criterion, or nothing."""
    if not _CONNECTS.search(text):  # the others are slower, and most texts need none of them
        return ""
    found = _JOINED.search(text) or _TWO_QUALITIES.search(text)
    if found is None and (_ACTS.search(text) or text.endswith("?")):
        found = _TWO_ACTS.search(text)
    return found[0] if found is not None else ""
