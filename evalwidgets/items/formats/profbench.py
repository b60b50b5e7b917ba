"""ProfBench: ``{task_id, domain, prompt, rubrics, o3_response, grok4_response, …}``, a column for each model.

What the experts of ProfBench found, `<model>_fulfilment` of each criterion, is kept with the item's
metadata, which experts do not see.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from typing_extensions import override

from evalwidgets.items.formats.base import ItemFormat, Row, text_of

_RESPONSE, _FOUND = "_response", "_fulfilment"


class ProfBenchItems(ItemFormat):
    """Rows of ProfBench."""

    name = "profbench"
    title = "ProfBench"
    criteria = "rubrics"
    lacking = "no column that ends in _response holds any."

    @property
    @override
    def needs(self) -> frozenset[str]:
        return frozenset({"task_id", "prompt", "rubrics"})

    @override
    def consumed(self, columns: Collection[str]) -> frozenset[str]:
        return frozenset({"task_id", "domain", "prompt", "rubrics", *_of_models(columns)})

    @override
    def item(self, row: Row, criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        metadata: dict[str, Any] = {"domain": row["domain"]} if text_of(row.get("domain")) else {}
        models = [column.removesuffix(_RESPONSE) for column in _of_models(row)]
        found = {model: [entry.get(f"{model}{_FOUND}") for entry in criteria] for model in models}
        if found := {model: values for model, values in found.items() if any(value is not None for value in values)}:
            metadata["fulfilment"] = found
        return {"id": row.get("task_id"), "prompt": row.get("prompt"), "metadata": metadata}

    @override
    def responses(self, row: Row) -> list[dict[str, Any]]:
        given = [(column.removesuffix(_RESPONSE), text_of(row.get(column))) for column in _of_models(row)]
        return [{"id": str(n), "text": text, "model": model} for n, (model, text) in enumerate(given, start=1) if text]


def _of_models(columns: Collection[str]) -> list[str]:
    return [column for column in columns if column.endswith(_RESPONSE) and column != _RESPONSE]
