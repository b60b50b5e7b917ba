"""HealthBench: ``{prompt_id, prompt: [{role, content}], rubrics, example_tags, ideal_completions_data}``.

The ideal completion becomes the reference. The published file has no responses of the models under
test: they stand in a column of your own, such as `response`; without one, the completions that the
physicians had before them are judged.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from typing_extensions import override

from evalwidgets.items.formats.base import ItemFormat, Row, text_of, texts_of
from evalwidgets.items.values import structured

_IDEAL = "ideal_completions_data"


class HealthBenchItems(ItemFormat):
    """Rows of HealthBench, HealthBench Hard or Consensus."""

    name = "healthbench"
    title = "HealthBench"
    criteria = "rubrics"
    lacking = "HealthBench has prompts and criteria, and here no reference completions either."

    @property
    @override
    def needs(self) -> frozenset[str]:
        return frozenset({"prompt", "rubrics"})

    @override
    def consumed(self, columns: Collection[str]) -> frozenset[str]:
        return frozenset({"prompt_id", "prompt", "rubrics", "example_tags", _IDEAL, "canary"})

    @override
    def item(self, row: Row, criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        tags, ideal = texts_of(row.get("example_tags")), _mapping(row.get(_IDEAL))
        metadata: dict[str, Any] = {"example_tags": tags} if tags else {}
        for tag in tags:
            axis, separator, value = tag.partition(":")
            if separator:
                metadata.setdefault(axis, value)
        if group := text_of(ideal.get("ideal_completions_group")):
            metadata["ideal_completions_group"] = group
        return {
            "id": row.get("prompt_id"),
            "prompt": row.get("prompt"),
            "reference": text_of(ideal.get("ideal_completion")) or None,
            "metadata": metadata,
        }

    @override
    def responses(self, row: Row) -> list[dict[str, Any]]:
        given = texts_of(_mapping(row.get(_IDEAL)).get("ideal_completions_ref_completions"))
        return [{"id": str(n), "text": text} for n, text in enumerate(given, start=1)]


def _mapping(cell: Any) -> Mapping[str, Any]:
    cell = structured(cell)
    return cell if isinstance(cell, Mapping) else {}
