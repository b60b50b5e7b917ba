"""MQM typologies, as the tools Anthea and Marot (google-research) have them: errors, severities and weights.

::

    {"errors": {"accuracy": {"display": "Accuracy", "subtypes": {"omission": {"display": "Omission"}}}},
     "severities": {"major": {"display": "Major"}}, "MAX_ERRORS": 5,
     "weights": [{"name": "Trivial", "weight": 0.1, "pattern": "minor:.*punctuation"}, …]}

A weight's pattern is searched for in "severity:Category/Kind", capitals aside; the first that is found
counts. Without weights those of WMT apply: major 5, minor 1, a minor fault of punctuation 0.1, a
non-translation 25, neutral 0.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from typing_extensions import override

from evalwidgets.rubrics.formats.base import Reading, Written
from evalwidgets.rubrics.formats.entries import Entry, plain_number
from evalwidgets.rubrics.formats.naming import Ids, slug
from evalwidgets.rubrics.formats.remainder import Json
from evalwidgets.rubrics.formats.single import EntryDialect, regrouped
from evalwidgets.rubrics.model import Criterion, Group, Rubric, Scoring, Span
from evalwidgets.rubrics.plain import named
from evalwidgets.rubrics.reach import categories

Weights = list[tuple[str, float]]

WMT: Weights = [
    (r"minor:.*punctuation|trivial:", 0.1),
    (r"non.translation", 25.0),
    (r"neutral:|no.error", 0.0),
    (r"minor:", 1.0),
    (r"(major|critical):", 5.0),
]
"""Patterns and weights of WMT's human evaluation."""


class Mqm(EntryDialect):
    """A typology of errors; files of marks are read by `evalwidgets.rubrics.formats.mqm_marks`."""

    name = "mqm"
    about = "MQM: the weights of all marked errors together"

    @override
    def fits(self, data: Any) -> bool:
        record = cast("Json", data) if isinstance(data, Mapping) else {}
        return isinstance(record.get("errors"), Mapping) and isinstance(record.get("severities"), Mapping)

    @override
    def says(self, entry: Entry) -> Json:
        taxonomy = _taxonomy(entry)
        weights = _given_weights(entry)
        severities, overrides = _by_name(weights) or weights_by_search(
            weights, taxonomy, entry.inside("severities").raw
        )
        most = entry.raw.get("MAX_ERRORS")
        return {
            "kind": "span",
            "text": "Mark every error, each with its category and severity",
            "taxonomy": taxonomy,
            "severities": severities,
            "overrides": overrides,
            "max_marks": most if isinstance(most, int) and not isinstance(most, bool) and most > 0 else None,
        }

    @override
    def entry(self, criterion: Criterion, form: str) -> Json:
        if not isinstance(criterion, Span):
            return {}
        entry: Json = {
            "errors": dict(_errors(criterion.taxonomy)),
            "severities": {name: {"display": name.capitalize()} for name in criterion.severities},
        }
        if criterion.max_marks is not None:
            entry["MAX_ERRORS"] = criterion.max_marks
        if weights_by_search(WMT, criterion.taxonomy, criterion.severities) != (
            criterion.severities,
            criterion.overrides,
        ):
            entry["weights"] = _weights(criterion)
        return entry

    @override
    def lacks(self, criterion: Criterion) -> str:
        return "" if isinstance(criterion, Span) else f"must be of kind span; it is {criterion.kind}"

    @override
    def read(self, data: Any, reading: Reading) -> Rubric:
        entry = Entry(data, "", reading.problems)
        criterion = self.read_entry(entry, Ids(), reading, id="errors")
        reading.problems.refuse()
        name = reading.called("", "", self.name)
        return Rubric(
            id=name.id,
            title=name.title,
            scoring=SCORING,
            groups=(Group(id="errors", title="Errors", criteria=(criterion,) if criterion else ()),),
        )

    @override
    def write(self, rubric: Rubric) -> Written:
        self.check_enough(rubric)
        entry, criterion = self.write_entry(rubric.criteria[0])
        return Written(entry, regrouped(rubric, {criterion.id: criterion}))


SCORING = Scoring(rule="mqm", clip_mean=(None, None))


def _taxonomy(entry: Entry) -> dict[str, tuple[str, ...]]:
    taxonomy: dict[str, tuple[str, ...]] = {}
    errors = entry.inside("errors")
    for key, said in errors.raw.items():
        error = errors.inside(key)
        name = error.optional("display") or key
        if name in taxonomy:
            entry.wrong(f"errors.{key}", f"is the second category called {name!r}; rename one")
        subtypes = named(named(said).get("subtypes"))
        taxonomy[name] = tuple(str(named(one).get("display") or kind).strip() for kind, one in subtypes.items())
    return taxonomy


def _errors(taxonomy: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Json]]:
    keys = Ids()
    for category, kinds in taxonomy.items():
        below = Ids()
        subtypes = {_key(below, kind): {"display": kind} for kind in kinds}
        yield _key(keys, category), {"display": category, **({"subtypes": subtypes} if subtypes else {})}


def _key(keys: Ids, name: str) -> str:
    return keys.take(slug(name)).replace("-", "_")


def _given_weights(entry: Entry) -> Weights:
    """Return the patterns and weights of a typology, those of WMT if it has none."""
    given = entry.raw.get("weights")
    if not isinstance(given, list):
        return WMT
    weights: Weights = []
    for n, _ in enumerate(cast("list[Any]", given)):
        one = entry.at("weights", n)
        pattern, weight = one.text("pattern"), one.number("weight")
        try:
            re.compile(pattern)
        except re.error as error:
            one.wrong("pattern", f"is no regular expression ({error})")
            continue
        weights.append((pattern, weight))
    return weights


def _found(weights: Weights, text: str) -> float:
    return next((weight for pattern, weight in weights if re.search(pattern, text, re.IGNORECASE)), 0.0)


def weights_by_search(
    weights: Weights, taxonomy: Mapping[str, tuple[str, ...]], severities: Iterable[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Return what each severity weighs, and what weighs otherwise: for all severities alike, or one by one."""
    base = {severity: _found(weights, f"{severity}:") for severity in severities}
    overrides: dict[str, float] = {}
    for name in categories(taxonomy):
        found = {severity: _found(weights, f"{severity}:{name}") for severity in base}
        if found == base:
            continue
        if len(set(found.values())) == 1:
            overrides[name] = next(iter(found.values()))
        else:
            differing = {severity: weight for severity, weight in found.items() if weight != base[severity]}
            overrides |= {f"{name}:{severity}": weight for severity, weight in differing.items()}
    return base, overrides


def _by_name(weights: Weights) -> tuple[dict[str, float], dict[str, float]] | None:
    """Return severities and overrides as `_weights` wrote them; None if these are other patterns."""
    severities: dict[str, float] = {}
    overrides: dict[str, float] = {}
    for pattern, weight in weights:
        if match := _OVERRIDE.fullmatch(pattern):
            severity = "" if match[1] == _ANY else f":{_plain(match[1])}"
            overrides[f"{_plain(match[2])}{severity}"] = weight
        elif match := _SEVERITY.fullmatch(pattern):
            severities[_plain(match[1])] = weight
    return (severities, overrides) if _patterns(severities, overrides) == weights and severities else None


def _weights(criterion: Span) -> list[Json]:
    patterns = _patterns(criterion.severities, criterion.overrides)
    return [
        {"name": f"w{n}", "weight": plain_number(weight), "pattern": pattern}
        for n, (pattern, weight) in enumerate(patterns, start=1)
    ]


def _patterns(severities: Mapping[str, float], overrides: Mapping[str, float]) -> Weights:
    """Write weights as patterns, the most specific first, so that the first found is the one that counts."""
    # An override that names a severity goes before one that does not, and a kind before its category.
    names = sorted(overrides, key=lambda name: ("/" not in name, ":" not in name))
    return [
        *((_pattern(*name.partition(":")[::2]), overrides[name]) for name in names),
        *((f"^{re.escape(name)}:", weight) for name, weight in severities.items()),
    ]


_ANY = "[^:]+"
_OVERRIDE = re.compile(r"\^(.+?):(.+)\(/\|\$\)")
_SEVERITY = re.compile(r"\^(.+):")


def _pattern(name: str, severity: str) -> str:
    return f"^{re.escape(severity) if severity else _ANY}:{re.escape(name)}(/|$)"


def _plain(escaped: str) -> str:
    return re.sub(r"\\(.)", r"\1", escaped, flags=re.DOTALL)
