"""A rubric for people to read: Markdown to print, HTML in the notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from evalwidgets.rubrics.model import (
    Binary,
    Choice,
    Count,
    Criterion,
    MultiChoice,
    NotApplicable,
    Numeric,
    Option,
    OptionRatings,
    Ordinal,
    Rubric,
    Span,
    Ternary,
    Text,
)

_MARKS = re.compile(r"([\\`*_\[\]|~$]|^[-+#]|^\d+(?=[.)]))")


def worth(criterion: Criterion) -> str:
    """Say what a criterion is worth, in words and with a sign: "penalty if present −10"."""
    points = criterion.points
    if not points:
        return ""
    match criterion:
        case Count():
            return f"{_signed(points)} each, at most {criterion.maximum}"
        case Binary() | Ternary():
            return f"penalty if present {_signed(points)}" if criterion.is_penalty else _signed(points)
        case Ordinal():
            values = [points * option.value for option in criterion.options if option.value is not None]
            return f"{_signed(min(values))} to {_signed(max(values))}"
        case _:
            return _signed(points)


def answers(criterion: Criterion) -> list[tuple[str, str]]:  # noqa: PLR0911 (one a kind)
    """Return what can be answered: each answer, and what it means where that is written down."""
    match criterion:
        case Binary():
            return [("present or not" if criterion.is_penalty else "met or not", "")]
        case Ternary():
            words = ("present", "partly", "not present") if criterion.is_penalty else ("met", "partly", "not met")
            return [(f"{words[0]}, {words[1]} ({_plain(criterion.partial)}) or {words[2]}", "")]
        case Ordinal() | Choice():
            return [_option(option) for option in criterion.options]
        case MultiChoice():
            return [("any of", ""), *(_option(option) for option in criterion.options)]
        case Numeric():
            unit = f" {criterion.unit}" if criterion.unit else ""
            return [
                (f"{_plain(criterion.minimum)} to {_plain(criterion.maximum)}{unit}, by {_plain(criterion.step)}", "")
            ]
        case Count():
            return [(f"how often, 0 to {criterion.maximum}", "")]
        case Text():
            return [("in words", "")]
        case Span():
            return [
                ("marks in the text", ", ".join(criterion.categories)),
                ("each", ", ".join(f"{name} ({_plain(weight)})" for name, weight in criterion.severities.items())),
            ]
        case OptionRatings():
            subjects = ", ".join(subject.label for subject in criterion.subjects)
            return [("for each of", subjects), *(_option(option) for option in criterion.options)]


def notes(criterion: Criterion) -> list[str]:
    """Return what else an expert or a reviewer has to know."""
    said = [] if criterion.required else ["optional"]
    if criterion.require_comment:
        said.append("with a comment")
    if criterion.require_evidence:
        said.append("with a quote")
    if not criterion.na.allow:
        said.append("never N/A")
    elif criterion.na != NotApplicable():
        said.append("N/A only: " + ", ".join(reason.replace("_", " ") for reason in criterion.na.reasons))
    return said


def rubric_to_markdown(rubric: Rubric) -> str:
    """Return `rubric` as a Markdown page; see `Rubric.to_markdown`."""
    return "\n\n".join(_blocks(rubric)) + "\n"


def _blocks(rubric: Rubric) -> Iterator[str]:
    yield f"# {_md(rubric.title)}"
    yield _md(_imprint(rubric))
    if rubric.description:
        yield _md(rubric.description)
    if rubric.instructions:
        yield f"## Instructions\n\n{rubric.instructions}"
    for group in rubric.for_item(()):
        yield f"## {_md(group.title)}"
        if group.description:
            yield _md(group.description)
        rows = ["| Criterion | Answers | Points |", "|---|---|---|", *map(_markdown_row, group.criteria)]
        yield "\n".join(rows)
    if rubric.sources:
        yield "## Sources\n\n" + "\n".join(f"- {_md(source)}" for source in rubric.sources)


def _markdown_row(criterion: Criterion) -> str:
    about = [f"**{_md(criterion.text)}**", f"`{criterion.id}`", _md(criterion.help), f"*{', '.join(notes(criterion))}*"]
    choices = [f"{_md(label)}: {_md(meaning)}" if meaning else _md(label) for label, meaning in answers(criterion)]
    asked = "<br>".join(part for part in about if part not in {"", "**"})
    return f"| {asked} | {'<br>'.join(choices)} | {_md(worth(criterion))} |"


def _md(text: str) -> str:
    """Return plain text so that Markdown shows it as it is, on one line."""
    text = escape(text, quote=False)
    return _MARKS.sub(_escaped, " ".join(text.split()))


def _escaped(mark: re.Match[str]) -> str:
    # "1." begins a list, and what is escaped is the point.
    return f"{mark[0]}\\" if mark[0].isdigit() else f"\\{mark[0]}"


# Colours are inherited, so that it reads in light and dark notebooks alike.
_STYLE = """<style>
.ew-rubric { max-width: 72em; text-align: start }
.ew-rubric table { border-collapse: collapse; width: 100%; margin: 0; font: inherit }
.ew-rubric th, .ew-rubric td {
  text-align: start !important; vertical-align: top; padding: 6px 12px 6px 0; white-space: normal;
  border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); background: none; color: inherit
}
.ew-rubric tbody th { padding-top: 16px }
.ew-rubric td:last-child { white-space: nowrap }
.ew-rubric small { opacity: .75 }
.ew-rubric pre { white-space: pre-wrap; font: inherit; color: inherit; background: none }
@media print { .ew-rubric tr { break-inside: avoid } }
</style>"""


def rubric_to_html(rubric: Rubric) -> str:
    """Return `rubric` as the table that a reviewer would print."""
    rows = "".join(
        f'<tr><th colspan="3" scope="rowgroup">{escape(group.title)}{_small(group.description, " ")}</th></tr>'
        + "".join(map(_html_row, group.criteria))
        for group in rubric.for_item(())
    )
    instructions = (
        f"<details><summary>Instructions</summary><pre>{escape(rubric.instructions)}</pre></details>"
        if rubric.instructions
        else ""
    )
    sources = f"<p>{_small('Sources: ' + '; '.join(rubric.sources), '')}</p>" if rubric.sources else ""
    return (
        f'{_STYLE}<div class="ew-rubric" dir="auto"><p><b>{escape(rubric.title)}</b>{_small(_imprint(rubric), " ")}'
        f"{_small(rubric.description, '<br>')}</p>{instructions}<table>"
        '<thead><tr><th scope="col">Criterion</th><th scope="col">Answers</th><th scope="col">Points</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{sources}</div>"
    )


def _html_row(criterion: Criterion) -> str:
    about = _small(criterion.help, "<br>") + _small(", ".join(notes(criterion)), "<br>")
    choices = "<br>".join(escape(label) + _small(meaning, " ") for label, meaning in answers(criterion))
    return f"<tr><td>{escape(criterion.text)}{about}</td><td>{choices}</td><td>{escape(worth(criterion))}</td></tr>"


def _small(text: str, before: str) -> str:
    return f"{before}<small>{escape(text)}</small>" if text else ""


def _imprint(rubric: Rubric) -> str:
    parts = [f"version {rubric.version}", rubric.licence, ", ".join(rubric.authors), f"hash {rubric.hash[:12]}"]
    return " · ".join(part for part in parts if part)


def _option(option: Option) -> tuple[str, str]:
    return (f"{option.label} ({_plain(option.value)})" if option.value is not None else option.label), option.anchor


def _signed(points: float) -> str:
    return f"+{_plain(points)}" if points > 0 else _plain(points)


def _plain(number: float) -> str:
    return f"{number:.10g}".replace("-", "−")
