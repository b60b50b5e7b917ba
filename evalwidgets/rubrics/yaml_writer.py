"""Writing a rubric as YAML that people edit, and that every YAML reader, 1.1 or 1.2, reads alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from evalwidgets.rubrics.model import Rubric

if TYPE_CHECKING:
    import yaml

# What one or another reader takes for a number, a truth value, a date or nothing.
_AMBIGUOUS = re.compile(
    r"[-+.~]?[0-9][-+0-9a-fox_.,:eE]*([tTzZ ][-+0-9:.zZ ]*)?|[-+]?\.(inf|nan)|~|null|y|n|yes|no|on|off|true|false|=|<<",
    re.IGNORECASE,
)
# What YAML 1.1 takes for the end of a line, or for nothing at all.
_INVISIBLE = re.compile(r"[\r\x85\u2028\u2029\ufeff]")
_FIRST = ("id", "criterion", "kind", "text", "help", "points")
_LAST = ("extra", "criteria", "groups")
_EXACT = 2**53
_ENDLESS = 2**31


def rubric_to_yaml(rubric: Rubric) -> str:
    """Return `rubric` as YAML, without what is at its default; see `Rubric.to_yaml`."""
    return dump(as_written(rubric))


def as_written(rubric: Rubric) -> dict[str, Any]:
    """Return `rubric` as the plain data of its file, in the order written."""
    kept = rubric.model_dump(mode="json", exclude_defaults=True)
    data: dict[str, Any] = {"id": rubric.id, "title": rubric.title, "version": rubric.version, **kept}
    data["groups"] = [_group(group) for group in data["groups"]]
    if "overall" in data:
        data["overall"] = _criterion(data["overall"])
    for example in data.get("examples", ()):
        if "answers" in example:
            example["answers"] = {id: _shortened(given) for id, given in example["answers"].items()}
    return data


def dump(data: Any, *, width: int = 110, flow: bool = False) -> str:
    """Return plain data as YAML; with `flow` in braces and brackets, on one line."""
    import yaml

    class Dumper(yaml.SafeDumper):
        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (PyYAML's signature)
            super().increase_indent(flow, False)  # lists are indented under their name

    Dumper.add_representer(str, _text)
    Dumper.add_representer(float, _number)
    layout: dict[str, Any] = {"default_flow_style": True, "width": _ENDLESS} if flow else {"width": width}
    return yaml.dump(data, Dumper=Dumper, sort_keys=False, allow_unicode=True, indent=2, **layout)


def _group(group: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in group.items() if name not in _LAST}
    if "extra" in group:
        kept["extra"] = group["extra"]
    if "criteria" in group:
        kept["criteria"] = [_criterion(criterion) for criterion in group["criteria"]]
    if "groups" in group:
        kept["groups"] = [_group(inner) for inner in group["groups"]]
    return kept


def _criterion(criterion: dict[str, Any]) -> dict[str, Any]:
    ordered = _ordered(criterion)
    if "gate" in criterion:
        ordered["gate"] = _ordered(criterion["gate"])
    if "needs" in criterion:
        ordered["needs"] = [_need(need) for need in criterion["needs"]]
    return ordered


def _need(need: dict[str, Any]) -> str | dict[str, Any]:
    id: str = need["criterion"]
    return id if need == {"criterion": id, "when": ["met"]} else _ordered(need)


def _ordered(fields: dict[str, Any]) -> dict[str, Any]:
    return {**{name: fields[name] for name in _FIRST if name in fields}, **fields}


def _shortened(given: list[str]) -> str | list[str]:
    return given[0] if len(given) == 1 else given


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    quoted = _INVISIBLE.search(text) or _AMBIGUOUS.fullmatch(text)
    style = '"' if quoted else "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _number(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    if number.is_integer() and abs(number) < _EXACT:
        return dumper.represent_int(int(number))
    return dumper.represent_float(number)
