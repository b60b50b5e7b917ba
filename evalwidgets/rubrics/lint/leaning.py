"""Whether a criterion's wording describes something bad or something good.

A handful of patterns over English, made to be right when they speak and silent otherwise: most
criteria ("Names the drug") lean neither way. A fault's word alone does not make a fault: "Warns of a
harmful dose" and "Does not recommend a harmful dose" are merits, and "Recommends a harmful dose" is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

READ = 2000
"""Characters of a criterion that its wording is judged by; a pattern must not meet a whole book."""


@dataclass(frozen=True)
class Leaning:
    """Which way a wording leans, and the words that say so."""

    way: Literal["bad", "good"]
    words: str


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()).replace("_", r"\s+") + ")"


def _does(verbs: str) -> re.Pattern[str]:
    """Match a text that begins with one of these verbs, or with a manner and then the verb."""
    return re.compile(rf"^(?:\w+ly\s+)?{_any(verbs)}\b")


_SUBJECT = re.compile(
    r"^(?:the |this |an? )?(?:answer|response|reply|assistant|model|chatbot|text|output|it|he|she)\s+", re.IGNORECASE
)
# What follows says in what manner, or instead of what, and leans by itself.
_ASIDE = re.compile(r"\b(?:instead of|rather than|without|despite|in spite of|before|unless|even if|even though)\b.*")

_BAD_ADJECTIVE = _any(
    "harmful dangerous unsafe hazardous incorrect wrong inaccurate false misleading unsupported baseless unfounded "
    "offensive abusive toxic illegal unlawful outdated obsolete invented fabricated hallucinated made-up nonexistent "
    "non-existent contraindicated discriminatory insulting demeaning stigmatising stigmatizing irrelevant unrelated "
    "needless unnecessary erroneous spurious bogus fake untrue invalid nonsensical plagiarised plagiarized"
)
_HARMS = (
    r"(?:that|which)\s+(?:could|would|may|might|can|will|is likely to)?\s*(?:seriously\s+)?"
    r"(?:be\s+(?:harmful|dangerous|fatal)|harms?|injures?|kills?|hurts?|endangers?|damages?|worsens?|misleads?)\b"
)
_BAD = re.compile(
    rf"\b{_BAD_ADJECTIVE}\b|{_HARMS}|\b(?:that|which)\s+(?:does|do)\s+not\s+exist\b|"
    r"\b(?:errors|mistakes|falsehoods|hallucinations)\b|"
    r"\b(?:an?|any|one)\s+(?:\w+\s+)?(?:error|mistake|falsehood|hallucination)\b"
)
_UNWANTED = re.compile(
    rf"{_BAD.pattern}|\b(?:distract\w+|injected|injection|noise|bait|trap|myth|misconception|fallacy)\b"
)

# Verbs that make a fault of whatever follows ...
_FAULT = _does(
    "fabricates invents hallucinates misstates misquotes misreads misrepresents misattributes misleads confuses "
    "exaggerates overstates understates insults shames blames belittles mocks stigmatises stigmatizes plagiarises "
    "plagiarizes mistranslates miscalculates misdiagnoses misuses lies"
)
# ... and of whatever follows, unless it is itself unwanted: to ignore a distraction is a merit.
_NEGLECT = _does("omits ignores overlooks misses neglects forgets lacks contradicts dismisses downplays leaves_out")
_FAILS = re.compile(rf"^{_any('fails_to failed_to neglects_to forgets_to omits_to is_unable_to')}\b")
_ON_PURPOSE = re.compile(r"\b(?:on purpose|deliberately|intentionally|for effect|comic|humou?r|satir\w+)\b")

# Verbs that bring about what follows; a bad thing after them is done, not spoken about.
_DOES = _does(
    "recommends advises suggests proposes gives prescribes provides offers presents makes contains includes has uses "
    "cites relies_on rests_on bases encourages promotes endorses shows introduces adds draws reaches repeats spreads "
    "asserts claims permits allows writes produces"
)
# Between the verb and the bad thing: then it is spoken about, or done away with.
_SPOKEN_ABOUT = re.compile(
    r"\b(?:against|not|never|no|stop\w*|avoid\w*|remov\w+|replac\w+|reduc\w+|fix\w*|treat\w*|report\w*|correct\w*|"
    r"prevent\w*|warn\w*|caution\w*|example\w*|list|reasons?|signs?|why|how|about|between|whether|if|that|which|"
    r"clear up|reject\w*|refus\w+|wary|alert\w*|protect\w*|check\w*|test\w*|marks?|flags?|identif\w+|rule\w* out|"
    r"disclaimers?|instructions?|guards?|handl\w+|free of|critici\w+|rebut\w*|refut\w+|counter\w*)\b"
)
_COMPOUND = re.compile(
    r"^errors?[- ](?:handling|messages?|bars?|paths?|cases?|codes?|recovery|analysis|margins?|estimates?)\b"
)
_BAD_START = re.compile(
    rf"^(?:\w+\s+){{0,1}}(?:{_BAD_ADJECTIVE}\b|(?:errors?|mistakes?|hallucinations?|falsehoods?)\b)"
)
_IS_BAD = re.compile(rf"\b(?:is|are|was|were)\s+(?:\w+ly\s+)?{_BAD_ADJECTIVE}\b")
_REPORTS = _does(
    "says states explains notes tells warns points_out acknowledges recognises recognizes shows asks identifies flags "
    "corrects names mentions finds detects spots catches checks discusses describes"
)

_NOT = re.compile(
    r"^(?:does not|doesn't|do not|don't|never|avoids|refrains from|is free (?:of|from)|contains no|has no|no)\s+"
)
_VIRTUE_VERB = re.compile(
    r"^(?:ever\s+)?"
    + _any("warn explain identify acknowledge answer address correct clarify justify recognise recognize respond")
    + r"\b"
)
_WELL = _any("correctly accurately clearly concisely respectfully honestly appropriately safely truthfully rightly")
_IS_WELL = _any("correct accurate clear concise safe respectful honest truthful polite complete factual")
_VIRTUE = re.compile(
    rf"^{_WELL}\b|^(?:is|are)\s+{_IS_WELL}\b|"
    rf"\b(?:is|are)\s+{_any('correct accurate factual truthful')}$"
)
_HELP = re.compile(
    rf"\b{_any('seek seeks seeking get getting call calls calling go going goes send sends refer refers contact')}\b"
    r"(?:\s+\w+){0,4}?\s+(?:emergency|urgent|immediate|an ambulance|911|112|999|medical (?:help|care|attention)|"
    r"the (?:hospital|nearest hospital)|hospital|a crisis line|poison control)\b"
)
_EXCESS = re.compile(
    r"\b(?:too|twice|again|repeat\w*|more than|needless\w*|unnecessar\w+|not needed|no need|where no|when no|only|"
    r"merely|alone|instead|without|although|even though|despite|before|after|rather|routine\w*|mild|harmless|trivial)\b"
)

# Dangers that are known to everybody in the field, and that no word of the sentence calls so.
_ADVISES = re.compile(
    rf"\b{_any('recommend advise suggest give offer allow prescribe encourage tell say')}(?:s|ing)?\b"
)
_INFANT = (
    r"\b(?:\d+|one|two|three|six|few)[- ](?:days?|weeks?)[- ]old\b|"
    r"\b(?:[1-9]|1[01]|one|two|three|four|five|six)[- ]months?[- ]old\b|\b(?:newborn|neonate|young infant)"
)
_EMERGENCY = r"\b(?:crushing chest pain|stroke|anaphyla\w+|unconscious|meningitis|sepsis|overdose)\b"
_KNOWN_DANGERS = tuple(
    (re.compile(who), re.compile(what))
    for who, what in (
        (_INFANT, r"\b(?:herbal|honey|aspirin|cow's milk|alcohol|codeine)\b"),
        (r"\bpregnan", r"\b(?:alcohol|isotretinoin|thalidomide|valproate|methotrexate)\b"),
        (_EMERGENCY, r"\b(?:wait\w*|sleep it off|home remed\w+|tomorrow|next week|stay\w* at home)\b"),
    )
)
_RULED_OUT = re.compile(r"\b(?:against|not|never|no|avoid\w*|danger\w*|harm\w*)\b")


@lru_cache(maxsize=4096)
def leaning(text: str) -> Leaning | None:
    """Return which way `text` leans, or None if it leans neither way or is not clear."""
    said = _SUBJECT.sub("", " ".join(text[:READ].lower().split())).rstrip(".:;?! ")
    core = _ASIDE.sub("", said).strip()
    if negated := _NOT.match(core):
        return _of_negated(core[negated.end() :], core)
    return _bad(core) or _good(core, said)


def _of_negated(rest: str, core: str) -> Leaning | None:
    as_done = re.sub(r"^(\w+)", lambda verb: _third_person(verb[1]), rest)
    if _FAILS.match(as_done):
        return None
    if (_bad(as_done) or _bad(rest)) is not None:
        return Leaning("good", core)
    return Leaning("bad", core) if _VIRTUE_VERB.match(rest) else None


def _bad(core: str) -> Leaning | None:
    if found := _FAILS.match(core) or _FAULT.match(core):
        return None if _ON_PURPOSE.search(core) else Leaning("bad", found[0])
    if found := _NEGLECT.match(core):
        return None if _UNWANTED.search(core) or _ON_PURPOSE.search(core) else Leaning("bad", found[0])
    if danger := _known_danger(core):
        return danger
    if verb := _DOES.match(core):
        found = _BAD.search(core, verb.end())
        spoken = found is not None and _SPOKEN_ABOUT.search(core, verb.end(), found.start())
        return Leaning("bad", found[0]) if found is not None and not spoken else None
    if _REPORTS.match(core) or _COMPOUND.match(core):
        return None
    found = _BAD_START.match(core) or (None if _SPOKEN_ABOUT.search(core) else _IS_BAD.search(core))
    return Leaning("bad", found[0]) if found is not None else None


def _known_danger(core: str) -> Leaning | None:
    if not _ADVISES.search(core) or _RULED_OUT.search(core):
        return None
    for who, what in _KNOWN_DANGERS:
        if (one := who.search(core)) and (other := what.search(core)):
            return Leaning("bad", f"{other[0]} … {one[0]}")
    return None


def _good(core: str, said: str) -> Leaning | None:
    if _EXCESS.search(said) or _BAD.search(said):
        return None
    found = _VIRTUE.search(core) or _HELP.search(core)
    return Leaning("good", found[0]) if found is not None else None


def _third_person(verb: str) -> str:
    """Make "recommend" or "recommending" the "recommends" that the patterns look for, as far as they need it."""
    if verb.endswith("ing"):
        stem = verb[:-3]
        return f"{stem}es" if stem.endswith(("at", "ak", "iv", "id", "os", "ud", "ag", "is", "ib")) else f"{stem}s"
    return verb if verb.endswith("s") else f"{verb}s"
