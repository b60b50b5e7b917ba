"""The reports for people to read: text, and tables with a small bar for every interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING

from evalwidgets.agreement.beside import Estimate
from evalwidgets.agreement.coefficient import Coefficient

if TYPE_CHECKING:
    from evalwidgets.agreement.criteria import ItemAnalysis
    from evalwidgets.agreement.raters import RaterReport
    from evalwidgets.agreement.report import AgreementReport, OfCriterion, Summary

_CELL = "text-align:left;padding:.15em .8em .15em 0;vertical-align:top"
_TRACK = (
    "position:relative;width:12em;height:.9em;border-radius:.2em;"
    "background:color-mix(in srgb, currentColor 12%, transparent)"
)
_REACH = "position:absolute;top:.3em;height:.3em;border-radius:.15em;background:#4878a8"
_POINT = "position:absolute;top:.1em;width:.2em;height:.7em;border-radius:.1em;background:currentColor"
_ZERO = "position:absolute;top:0;width:1px;height:.9em;background:color-mix(in srgb, currentColor 45%, transparent)"
_QUIET = "opacity:.7"
_ONE_LINE = "white-space:nowrap"
_LONG = 70


def report_text(report: AgreementReport) -> str:
    """Return the report as lines of text."""
    if not report.criteria:
        return f"agreement of {report.title}: nobody has marked anything that can be compared yet"
    wide = max(len(one.criterion) for one in report.criteria)
    lines = [f"agreement of {report.title or 'these marks'}"]
    lines += [f"  {one.criterion:<{wide}}  {one.coefficient}" for one in report.criteria]
    for summary in (report.overall, *report.axes, *report.specialties):
        lines.append(f"  {summary.name}: {summary.mean}")
        lines += [f"    pooled, {what}: {one}" for what, one in summary.pooled.items()]
    return "\n".join(lines)


def report_html(report: AgreementReport) -> str:
    """Return the report as tables."""
    if not report.criteria:
        return f"<div>{escape(report_text(report))}</div>"
    heads = ("criterion", "", "agreement, 95 % interval", "", "raw", "AC1", "most often", "units", "what it says")
    rows = [_criterion_row(one) for one in report.criteria]
    summaries = (report.overall, *report.axes, *report.specialties)
    together = [row for summary in summaries for row in _summary_rows(report, summary)]
    return (
        f"<div><strong>Agreement: {escape(report.title)}</strong>"
        f"<div style='{_QUIET}'>{escape(_stands_on(report))}</div>"
        + table_html(heads, rows)
        + "<div><strong>Together</strong></div>"
        + table_html(("criteria", "how", "agreement, 95 % interval", "", "units"), together)
        + "</div>"
    )


def _stands_on(report: AgreementReport) -> str:
    experts = report.marks.frame["expert"].nunique()
    items = report.marks.frame["item"].nunique()
    return f"{experts} experts, {items} items; intervals by resampling items; 1 is perfect agreement, 0 is chance"


def _criterion_row(one: OfCriterion) -> list[str]:
    found = one.coefficient
    text = f"<span title='{escape(one.text, quote=True)}'>{escape(_short(one.text))}</span>"
    return [
        f"<b>{escape(one.criterion)}</b> {text}",
        f"<span style='{_QUIET}'>{escape(one.kind)}, {escape(found.metric)}</span>",
        bar(found),
        _value(found),
        _share(found.raw_agreement),
        "" if one.ac1 is None or one.ac1.value is None else f"{one.ac1.value:.2f}",
        "" if found.base_rate is None else f"{escape(found.most_frequent)} {found.base_rate:.0%}",
        f"{found.n_pairable:,} of {found.n_units:,}, {found.n_raters} raters, {found.missing:.0%} missing",
        escape(_says(one)),
    ]


def _says(one: OfCriterion) -> str:
    said = one.coefficient.words
    if one.not_applicable:
        said += f" {one.not_applicable:.0%} not applicable"
        if one.on_applicable and one.on_applicable.value is not None:
            said += f" (AC1 on that: {one.on_applicable.value:.2f})"
        said += "."
    if one.spans is not None and one.spans.value is not None:
        said += f" Words marked: F1 {one.spans.value:.2f}."
    return said


def _summary_rows(report: AgreementReport, summary: Summary) -> Iterable[list[str]]:
    names = {id(report.overall): "all criteria"}
    kind = "axis " if summary in report.axes else "among " if summary in report.specialties else ""
    name = names.get(id(summary), f"{kind}{summary.name}")
    mean = summary.mean
    yield [f"<b>{escape(name)}</b>", "mean of criteria", bar(mean), _value(mean), f"{mean.n_units:,}"]
    for what, one in summary.pooled.items():
        yield ["", f"pooled, {escape(what)}", bar(one), _value(one), f"{one.n_pairable:,} of {one.n_units:,}"]


def raters_text(report: RaterReport) -> str:
    """Return the raters as lines of text."""
    if not report.raters:
        return "nobody has marked anything yet"
    wide = max(len(one.expert) for one in report.raters)
    return "\n".join(
        f"{one.expert:<{wide}}  {one.n_judgments} judgments; severity {one.severity}; agreement {one.agreement}"
        + (f"; {'; '.join(one.findings)}" if one.findings else "")
        for one in report.raters
    )


def raters_html(report: RaterReport) -> str:
    """Return the raters as a table."""
    heads = (
        *("expert", "judgments", "severity (0 as the others)", "", "agreement with the others", ""),
        *("the others", "drift", "gold", "attention", "retest", "time", "what stands out"),
    )
    rows = [
        [
            f"<b>{escape(one.expert)}</b> <span style='{_QUIET}'>{escape(one.specialty)}</span>",
            f"{one.n_judgments:,}",
            estimate_bar(one.severity),
            in_words(one.severity),
            estimate_bar(one.agreement),
            in_words(one.agreement),
            "" if one.without.value is None else f"{one.without.value:.2f}",
            in_words(one.drift),
            escape(str(one.checks.gold)),
            escape(str(one.checks.attention)),
            escape(str(one.checks.retest)),
            "" if one.speed is None else f"{one.speed.seconds:.0f} s",
            escape("; ".join(one.findings)),
        ]
        for one in report.raters
    ]
    return f"<div>{table_html(heads, rows)}</div>"


def items_text(analysis: ItemAnalysis) -> str:
    """Return the criteria as lines of text."""
    return "\n".join(f"{one.criterion}: {'; '.join(one.findings) or 'nothing stands out'}" for one in analysis.criteria)


def items_html(analysis: ItemAnalysis) -> str:
    """Return the criteria as a table."""
    heads = ("criterion", "marks", "mean credit", "with the other criteria", "not applicable", "what stands out")
    rows = [
        [
            f"<b>{escape(one.criterion)}</b>",
            f"{one.n:,}",
            _share(one.mean),
            in_words(one.discrimination),
            escape(", ".join(f"{reason.replace('_', ' ')} {count}" for reason, count in one.reasons.items())),
            escape("; ".join(one.findings)),
        ]
        for one in analysis.criteria
    ]
    return f"<div>{table_html(heads, rows)}</div>"


def bar(found: Coefficient) -> str:
    """Return a coefficient as a small bar from -1 to 1: its interval, and a mark where it is."""
    if found.value is None:
        return f"<span style='{_QUIET}'>{escape(found.state.replace('_', ' '))}</span>"
    reach = (found.interval.low, found.interval.high) if found.interval else None
    return _drawn(found.value, reach, f"{found.value:.2f}{_from_to(found)}")


def estimate_bar(found: Estimate) -> str:
    """Return a figure about an expert as a small bar from -1 to 1."""
    if found.value is None:
        return ""
    reach = (found.interval.low, found.interval.high) if found.interval else None
    return _drawn(found.value, reach, str(found))


def in_words(found: Estimate) -> str:
    """Return a figure about an expert in one line."""
    return f"<span style='{_ONE_LINE}'>{escape(str(found))}</span>"


def _drawn(value: float, reach: tuple[float, float] | None, label: str) -> str:
    def place(number: float) -> float:
        return 50 * (1 + min(max(number, -1.0), 1.0))

    span = ""
    if reach is not None:
        left, right = place(reach[0]), place(reach[1])
        span = f"<span style='{_REACH};left:{left:.1f}%;width:{max(right - left, 1):.1f}%'></span>"
    point = f"<span style='{_POINT};left:calc({place(value):.1f}% - .1em)'></span>"
    zero = f"<span style='{_ZERO};left:50%'></span>"
    return f"<div role='img' aria-label='{escape(label, quote=True)}' style='{_TRACK}'>{zero}{span}{point}</div>"


def _value(found: Coefficient) -> str:
    return "" if found.value is None else f"<span style='{_ONE_LINE}'>{found.value:.2f}{_from_to(found)}</span>"


def _from_to(found: Coefficient) -> str:
    return f" [{found.interval.low:.2f}, {found.interval.high:.2f}]" if found.interval else ""


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[: _LONG - 1] + "…"


def table_html(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table whose cells are HTML already."""
    head = "".join(f"<th style='{_CELL}'>{escape(one)}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td style='{_CELL}'>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
