"""PRBench: ``{task, field, topic, rubric, prompt_0, response_0, model_0, reference_texts_0, prompt_1, …}``.

The turns `prompt_0`, `response_0`, `prompt_1` … up to the last prompt are the conversation; the
responses in between were written before and are not judged. What is judged is the response to the
last prompt, if the row has one, or a column of your own. Reference texts become context.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from typing_extensions import override

from evalwidgets.items.formats.base import ItemFormat, Row, text_of, texts_of

_TURNS = range(10)
_ABOUT = ("field", "topic", "expert", "decision_type", "economic_pathway", "scratchpad")


class PRBenchItems(ItemFormat):
    """Rows of PRBench, finance and law."""

    name = "prbench"
    title = "PRBench"
    criteria = "rubric"
    lacking = "PRBench has conversations up to the last question."

    @property
    @override
    def needs(self) -> frozenset[str]:
        return frozenset({"task", "rubric", "prompt_0"})

    @override
    def consumed(self, columns: Collection[str]) -> frozenset[str]:
        turns = (f"{name}_{n}" for n in _TURNS for name in ("prompt", "response", "model", "reference_texts"))
        return frozenset({"task", "turns", "rubric", *_ABOUT, *turns})

    @override
    def item(self, row: Row, criteria: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        last = _last(row)
        chat: list[dict[str, str]] = []
        context: list[dict[str, str]] = []
        for turn in range(last + 1):
            context += [
                {"title": f"Reference text {n}", "text": text}
                for n, text in enumerate(texts_of(row.get(f"reference_texts_{turn}")), start=len(context) + 1)
            ]
            if prompt := text_of(row.get(f"prompt_{turn}")):
                chat.append({"role": "user", "content": prompt})
            if turn < last and (response := text_of(row.get(f"response_{turn}"))):
                chat.append({"role": "assistant", "content": response})
        metadata = {name: row[name] for name in _ABOUT if text_of(row.get(name))}
        return {"id": row.get("task"), "prompt": chat, "context": context or None, "metadata": metadata}

    @override
    def responses(self, row: Row) -> list[dict[str, Any]]:
        last = _last(row)
        text, model = text_of(row.get(f"response_{last}")), text_of(row.get(f"model_{last}"))
        return [{"id": "1", "text": text, **({"model": model} if model else {})}] if text else []


def _last(row: Row) -> int:
    return max((turn for turn in _TURNS if text_of(row.get(f"prompt_{turn}"))), default=0)
