"""A rubric as a Markdown page, to print or to put beside the data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.model import Criterion, Rubric
from evalwidgets.rubrics.showing import words

_MARKS = re.compile(r"([\\`*_\[\]|~$]|^[-+#]|^\d+(?=[.)]))")


def rubric_to_markdown(rubric: Rubric) -> str:
    """Return `rubric` as a Markdown page; see `Rubric.to_markdown`."""
    return "\n\n".join(_blocks(rubric)) + "\n"


def _blocks(rubric: Rubric) -> Iterator[str]:
    yield f"# {_md(rubric.title)}"
    yield _md(words.imprint(rubric))
    if rubric.description:
        yield _md(rubric.description)
    yield _md(words.counting(rubric))
    if rubric.instructions:
        yield f"## Instructions\n\n{rubric.instructions}"
    for group in rubric.for_item(()):
        yield f"## {_md(group.title)}"
        for said in (group.description, words.group_notes(group)):
            if said:
                yield _md(said)
        rows = (_row(criterion, rubric) for criterion in group.criteria)
        yield "\n".join(["| Criterion | Answers | Counts |", "|---|---|---|", *rows])
    for example in rubric.examples:
        yield from _example(rubric, example)
    if rubric.sources:
        yield "## Sources\n\n" + "\n".join(f"- {_md(source)}" for source in rubric.sources)
    if rubric.citation:
        yield f"## Citation\n\n{_md(rubric.citation)}"


def _row(criterion: Criterion, rubric: Rubric) -> str:
    about = [
        f"**{_md(criterion.text)}**",
        f"`{criterion.id}`",
        _md(criterion.help),
        *map(_md, words.conditions(criterion, rubric)),
        f"*{_md(', '.join(words.notes(criterion)))}*",
    ]
    choices = [f"{_md(label)}: {_md(means)}" if means else _md(label) for label, means in words.answers(criterion)]
    asked = "<br>".join(part for part in about if part not in {"", "**"})
    return f"| {asked} | {'<br>'.join(choices)} | {_md(words.worth(criterion, rubric))} |"


def _example(rubric: Rubric, example: Example) -> Iterator[str]:
    yield f"## {_md(words.example_title(example))}"
    # Both are Markdown; as quotations they stay apart from the page, whatever is in them.
    for name, said in (("Prompt", example.prompt), ("Response", example.response)):
        if said:
            yield f"*{name}*"
            yield "\n".join(f"> {line}".rstrip() for line in said.split("\n"))
    if example.answers:
        yield "\n".join(f"- {_md(asked)}: **{_md(said)}**" for asked, said in words.example_answers(rubric, example))
    if example.explanation:
        yield example.explanation


def _md(text: str) -> str:
    """Return plain text so that Markdown shows it as it is, on one line."""
    text = escape(text, quote=False)
    return _MARKS.sub(_escaped, " ".join(text.split()))


def _escaped(mark: re.Match[str]) -> str:
    # "1." begins a list, and what is escaped is the point.
    return f"{mark[0]}\\" if mark[0].isdigit() else f"\\{mark[0]}"
