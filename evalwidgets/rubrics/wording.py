"""What is wrong with a rubric, in words: pydantic's findings for people who write YAML, not Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from evalwidgets.errors import Finding
from evalwidgets.rubrics import model
from evalwidgets.rubrics.plain import Fault, Loc, listed

_KINDS: dict[str, type[BaseModel]] = {
    get_args(kind.model_fields["kind"].annotation)[0]: kind for kind in get_args(get_args(model.Criterion)[0])
}
_CALLED: dict[str | int, str] = {
    "groups": "group",
    "criteria": "criterion",
    "options": "option",
    "subjects": "subject",
    "examples": "example",
}
_NEEDED = frozenset(
    {
        *("id", "title", "text", "label", "groups", "criteria", "options", "minimum", "maximum", "criterion"),
        *("taxonomy", "severities", "subjects"),
    }
)
_LONGEST = 60  # characters shown of what was given


def faults_of(errors: Iterable[ErrorDetails], data: Any) -> Iterator[Fault]:
    """Put each of pydantic's errors about `data` in words, at its place in the file."""
    for error in errors:
        loc, kind = _place(error["loc"])
        words = _WORDS.get(error["type"])
        if error["type"] == "extra_forbidden":
            yield loc, _unknown(loc, kind, data)
        elif error["type"] == "union_tag_invalid":
            given = _inside(error["input"], "kind")
            yield (*loc, "kind"), f"must be one of {listed(_KINDS)}, got {got(given)}{_meant(given, _KINDS)}"
        elif error["type"] == "too_short" and _has_enough(error):
            continue  # counted without the entries that have findings of their own
        elif words is None:
            yield loc, error["msg"]
        else:
            yield loc, words(error)


def close_kind(given: Any) -> str | None:
    """Return the kind of criterion that was probably meant by `given`, if it is none."""
    if not isinstance(given, str) or given in _KINDS:
        return None
    return next(iter(get_close_matches(given, _KINDS, 1, 0.5)), None)


def got(value: Any) -> str:
    """Show what was given, in few words."""
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return repr(value if len(value) <= _LONGEST else value[: _LONGEST - 1] + "…")
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list | tuple) else f"{value}"


def path_of(loc: Loc) -> str:
    """Write a place as a path: ``groups[1].criteria[0].points``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def place_of(loc: Loc, data: Any) -> str:
    """Write a place by the ids that are in `data`: "criterion dose, option low, value"."""
    said: list[str] = []
    here, rest = data, 0
    for n, part in enumerate(loc):
        here = _inside(here, part)
        if isinstance(part, int) and n and loc[n - 1] in _CALLED:
            word, id = _CALLED[loc[n - 1]], _inside(here, "id")
            known = isinstance(id, str) and id
            # The id of a criterion says it all; without one, its group helps to find it.
            said = [] if word == "criterion" and known else said
            said.append(f"{word} {id}" if known else f"{word} {part + 1}")
            rest = n + 1
    if path := path_of(loc[rest:]):
        said.append(path)
    return ", ".join(said)


def message_of(source: str, findings: list[Finding]) -> str:
    """Write all findings about the file `source`, each with its line, place and path."""
    if len(findings) == 1:
        return f"rubric {source}{', ' if findings[0].line else ': '}{_said(findings[0])}"
    return "\n".join([f"rubric {source}: {len(findings)} findings", *(f"  {_said(finding)}" for finding in findings)])


def _said(finding: Finding) -> str:
    line = f"line {finding.line}" if finding.line is not None else ""
    where = ", ".join(part for part in (line, finding.place) if part)
    path = f" ({finding.path})" if finding.path not in {"", finding.place} else ""
    return f"{where}: {finding.message}{path}" if where else f"{finding.message}{path}"


def _place(loc: tuple[int | str, ...]) -> tuple[Loc, str | None]:
    """Take out what pydantic puts into the path: the kind of criterion, which is returned, too, and "[key]"."""
    loc = loc[:-1] if loc[-1:] == ("[key]",) else loc
    for n in range(1, len(loc)):
        if loc[n] in _KINDS and (loc[:n] == ("overall",) or (loc[n - 2] == "criteria" and isinstance(loc[n - 1], int))):
            return (*loc[:n], *loc[n + 1 :]), str(loc[n])
    return loc, None


def _unknown(loc: Loc, kind: str | None, data: Any) -> str:
    field = str(loc[-1])
    known = _fields_at(loc, kind)
    others = [name for name, other in _KINDS.items() if field in other.model_fields]
    if others and (loc[:-1] == ("overall",) or loc[-3:-2] == ("criteria",)):
        criterion = data
        for part in loc[:-1]:
            criterion = _inside(criterion, part)
        if _inside(criterion, "kind") is None:
            kinds = listed(others, "or")
            return f"belongs to another kind of criterion, and without a kind this one is binary; add kind: {kinds}"
        return f"belongs to criteria of kind {listed(others, 'or')}; this one is {kind}"
    return f"is no known field{_meant(field, known) or '; delete it'} (known are {listed(known)})"


def _fields_at(loc: Loc, kind: str | None) -> list[str]:
    if loc[0] == "translations":
        return list(
            _WORDS_AT.get((str(loc[2]) if len(loc) > _WITHIN else "", len(loc)), model.Translation).model_fields
        )
    names = [part for part in loc[:-1] if isinstance(part, str)]
    last = names[-1] if names else ""
    if last in {"criteria", "overall"}:
        return list(_KINDS[kind or "binary"].model_fields)
    return list(_MODELS.get(last, model.Rubric).model_fields)


_MODELS: dict[str, type[BaseModel]] = {
    "groups": model.Group,
    "options": model.Option,
    "subjects": model.Subject,
    "na": model.NotApplicable,
    "gate": model.Gate,
    "gates": model.ShareGate,
    "needs": model.Need,
    "scoring": model.Scoring,
    "examples": model.Example,
}
_WITHIN = 3  # translations, a language, a field
_WORDS_AT: dict[tuple[str, int], type[BaseModel]] = {
    ("groups", 5): model.GroupWords,
    ("criteria", 5): model.CriterionWords,
    ("criteria", 7): model.OptionWords,
}


def _meant(given: Any, known: Iterable[str]) -> str:
    close = get_close_matches(str(given), list(known), 1, 0.6)
    return f"; did you mean {close[0]}?" if close else ""


def _inside(data: Any, part: str | int) -> Any:
    if isinstance(data, Mapping):
        return data.get(part)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(data, list | tuple) and isinstance(part, int) and part < len(data):  # pyright: ignore[reportUnknownArgumentType]
        return data[part]  # pyright: ignore[reportUnknownVariableType]
    return None


def _has_enough(error: ErrorDetails) -> bool:
    return len(error["input"]) >= error.get("ctx", {})["min_length"]


def _number(error: ErrorDetails) -> str:
    given = error["input"]
    if isinstance(given, str) and re.fullmatch(r"[-+]?\d+(\.\d+)?", given.strip()):
        return f"must be a number, got the text {given!r}; write it without quotes"
    return f"must be a number, got {got(given)}{_filled_in(error)}"


def _whole(error: ErrorDetails) -> str:
    return f"must be a whole number, got {got(error['input'])}{_filled_in(error)}"


def _flag(error: ErrorDetails) -> str:
    given = error["input"]
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(str(given).lower())
    return f"must be true or false, got {got(given)}" + (f"; write {meant}" if meant else _filled_in(error))


def _text(error: ErrorDetails) -> str:
    return f"must be text, got {got(error['input'])}{_filled_in(error)}"


def _list(error: ErrorDetails) -> str:
    return f"must be a list, each entry after a dash, got {got(error['input'])}{_filled_in(error)}"


def _mapping(error: ErrorDetails) -> str:
    return f"must be a mapping, such as id: dose, got {got(error['input'])}{_filled_in(error)}"


def _identifier(error: ErrorDetails) -> str:
    given = str(error["input"])
    if "{2,3}" in error.get("ctx", {})["pattern"]:
        return f"must be a language such as en, de or pt-BR, got {got(given)}"
    fitting = re.sub(r"[^A-Za-z0-9_.:/-]+", "-", given).strip("-_.:/")
    suggestion = f"; {fitting!r} would do" if fitting else ""
    return (
        "must begin with a letter or digit and hold only letters, digits and _ . : / - (no spaces), "
        f"got {got(given)}{suggestion}"
    )


def _filled_in(error: ErrorDetails) -> str:
    if error["input"] is not None:
        return ""
    return "; fill it in" if error["loc"][-1] in _NEEDED else "; fill it in, or delete the field"


def _one_of(error: ErrorDetails) -> str:
    known = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
    return f"must be {listed(known, 'or')}, got {got(error['input'])}{_meant(error['input'], known)}"


def _limit(words: str) -> Callable[[ErrorDetails], str]:
    """Say a limit; `words` have gaps for it and for what was given."""
    return lambda error: words.format(next(iter(error.get("ctx", {}).values()), ""), error["input"])


def _fixed(words: str) -> Callable[[ErrorDetails], str]:
    return lambda _: words


def _too_few(error: ErrorDetails) -> str:
    return f"needs {error.get('ctx', {})['min_length']} or more, has {len(error['input'])}"


_WORDS: dict[str, Callable[[ErrorDetails], str]] = {
    "rubric": lambda error: error["msg"],
    "missing": _fixed("is missing; add it"),
    "string_type": _text,
    "string_unicode": _fixed("holds half a character (a lone surrogate); delete it"),
    "string_too_short": _fixed("must not be empty"),
    "string_too_long": _limit("must have at most {} characters"),
    "string_pattern_mismatch": _identifier,
    "float_type": _number,
    "int_type": _whole,
    "finite_number": _limit("must be a finite number, got {1}"),
    "greater_than": _limit("must be more than {:g}, got {}"),
    "greater_than_equal": _limit("must be {:g} or more, got {}"),
    "bool_type": _flag,
    "literal_error": _one_of,
    "tuple_type": _list,
    "model_type": _mapping,
    "model_attributes_type": _mapping,
    "mapping_type": _mapping,
    "dict_type": _mapping,
    "less_than": _limit("must be less than {:g}, got {}"),
    "less_than_equal": _limit("must be {:g} or less, got {}"),
    "too_short": _too_few,
    "too_long": _limit("must have at most {} entries"),
}
