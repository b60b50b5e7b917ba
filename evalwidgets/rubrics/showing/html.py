"""A rubric as the table that a reviewer would print, for the notebook."""

from __future__ import annotations

from html import escape

from evalwidgets.rubrics.examples import Example
from evalwidgets.rubrics.model import Criterion, Group, Rubric
from evalwidgets.rubrics.showing import words
from evalwidgets.rubrics.showing.richtext import rich

# Colours are inherited, so that it reads in light and dark notebooks alike.
_STYLE = """<style>
.ew-rubric { max-width: 72em; text-align: start; line-height: 1.45 }
.ew-rubric p { margin: 0 0 8px }
.ew-rubric table { border-collapse: collapse; width: 100%; margin: 0; font: inherit; table-layout: auto }
.ew-rubric th, .ew-rubric td {
  text-align: start !important; vertical-align: top; padding: 6px 16px 6px 0; white-space: normal;
  border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); background: none; color: inherit
}
.ew-rubric tr, .ew-rubric tr:hover { background: none !important }
.ew-rubric tbody th { padding-top: 20px }
.ew-rubric td:first-child { width: 46% }
.ew-rubric td:last-child { padding-right: 0 }
.ew-rubric td:nth-child(3) { min-width: 7em }
.ew-rubric small { opacity: .75; font-weight: normal }
.ew-rubric summary { cursor: pointer; padding: 4px 0 }
.ew-rubric details { margin: 4px 0 }
.ew-rubric details > *:not(summary) { margin-inline-start: 16px; width: auto }
.ew-rubric details div { max-width: 44em }
.ew-rubric details div table { margin: 0 0 8px }
.ew-rubric pre, .ew-rubric code { color: inherit; background: none; padding: 0; white-space: pre-wrap }
.ew-rubric ol, .ew-rubric ul { margin: 0 0 8px; padding-inline-start: 24px }
.ew-rubric blockquote, .ew-rubric .ew-quote {
  border-inline-start: 3px solid color-mix(in srgb, currentColor 25%, transparent); padding-inline-start: 12px;
  margin-block: 0 8px
}
@media print { .ew-rubric tr { break-inside: avoid } }
</style>"""


def rubric_to_html(rubric: Rubric) -> str:
    """Return `rubric` as the table that a reviewer would print."""
    rows = "".join(_group(group, rubric) for group in rubric.for_item(()))
    instructions = (
        f"<details><summary>Instructions</summary><div>{rich(rubric.instructions)}</div></details>"
        if rubric.instructions
        else ""
    )
    examples = "".join(_example(rubric, example) for example in rubric.examples)
    sources = f"<p>{_small('Sources: ' + '; '.join(rubric.sources), '')}</p>" if rubric.sources else ""
    citation = f"<p>{_small('Cite as: ' + rubric.citation, '')}</p>" if rubric.citation else ""
    return (
        f'{_STYLE}<div class="ew-rubric" dir="auto"><p><b>{escape(rubric.title)}</b>'
        f"{_small(words.imprint(rubric), ' ')}{_small(rubric.description, '<br>')}"
        f"{_small(words.counting(rubric), '<br>')}</p>{instructions}<table>"
        '<thead><tr><th scope="col">Criterion</th><th scope="col">Answers</th><th scope="col">Counts</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{examples}{sources}{citation}</div>"
    )


def _group(group: Group, rubric: Rubric) -> str:
    head = escape(group.title) + _small(group.description, " ") + _small(words.group_notes(group), "<br>")
    rows = "".join(_row(criterion, rubric) for criterion in group.criteria)
    return f'<tr><th colspan="3" scope="rowgroup">{head}</th></tr>{rows}'


def _row(criterion: Criterion, rubric: Rubric) -> str:
    asked = "".join(
        [
            escape(criterion.text),
            _small(criterion.help, "<br>"),
            *(f"<br><small><b>{escape(said)}</b></small>" for said in words.conditions(criterion, rubric)),
            _small(", ".join(words.notes(criterion)), "<br>"),
        ]
    )
    choices = "<br>".join(escape(label) + _small(means, " ") for label, means in words.answers(criterion))
    return f"<tr><td>{asked}</td><td>{choices}</td><td>{escape(words.worth(criterion, rubric))}</td></tr>"


def _example(rubric: Rubric, example: Example) -> str:
    texts = "".join(
        f'<p>{_small(name, "")}</p><div class="ew-quote">{rich(said)}</div>'
        for name, said in (("Prompt", example.prompt), ("Response", example.response))
        if said
    )
    answers = "".join(
        f"<tr><td>{escape(asked)}</td><td>{escape(said)}</td></tr>"
        for asked, said in words.example_answers(rubric, example)
    )
    table = f"<table><tbody>{answers}</tbody></table>" if answers else ""
    why = f"<div>{rich(example.explanation)}</div>" if example.explanation else ""
    return f"<details><summary>{escape(words.example_title(example))}</summary>{texts}{why}{table}</details>"


def _small(text: str, before: str) -> str:
    return f"{before}<small>{escape(text)}</small>" if text else ""
