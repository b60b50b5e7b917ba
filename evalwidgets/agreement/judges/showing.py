"""The judges for people to read: text, a table, and a chart with the calibration."""

# Altair makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from evalwidgets.agreement.beside import Estimate
from evalwidgets.agreement.showing import estimate_bar, in_words, table_html

if TYPE_CHECKING:
    from evalwidgets.agreement.judges.report import Compared, JudgeReport, OfJudge

_WIDTH = 280
_ROW = 18


def judges_text(report: JudgeReport) -> str:
    """Return the report as lines of text."""
    lines: list[str] = []
    for one in report.judges:
        lines.append(f"{one.judge}: {one.overall.words}")
        lines.append(f"  with the experts {one.overall.judge}; the experts with each other {one.overall.experts}")
        best = [found.value for found in one.f1_of_experts.values() if found.value is not None]
        beside = f"; experts {min(best):.2f} to {max(best):.2f}" if best else ""
        lines.append(f"  macro-F1 {one.f1}{beside}; leaning {one.leaning}")
        lines += [f"  {found.criterion}: {found.judge}; experts {found.experts}" for found in one.criteria]
    return "\n".join(lines)


def judges_html(report: JudgeReport) -> str:
    """Return the report as tables."""
    return "".join(_judge_html(one) for one in report.judges)


def _judge_html(one: OfJudge) -> str:
    heads = ("criterion", "judge with the experts", "", "experts with each other", "", "difference", "")
    rows = [_row(found) for found in (one.overall, *one.criteria)]
    each = [[escape(name), estimate_bar(found), in_words(found)] for name, found in one.overall.with_each.items()]
    of_all = {f"{one.judge} (judge)": one.f1, **one.f1_of_experts}
    f1 = [[escape(name), escape(str(found))] for name, found in of_all.items()]
    return (
        f"<div><strong>{escape(one.judge)}</strong> {escape(one.overall.words)}"
        + table_html(heads, rows)
        + table_html(("expert", "judge with this expert", ""), each)
        + table_html(("rater", "macro-F1 against the experts"), f1)
        + f"<div>leaning beside the experts: {escape(str(one.leaning))}</div></div>"
    )


def _row(found: Compared) -> list[str]:
    return [
        f"<b>{escape(found.criterion)}</b>",
        estimate_bar(found.judge),
        in_words(found.judge),
        estimate_bar(found.experts),
        in_words(found.experts),
        in_words(found.difference),
        escape(found.words),
    ]


def judges_chart(report: JudgeReport) -> Any:
    """Return for each judge its agreement by criterion beside the experts', and its calibration."""
    import altair as alt

    from evalwidgets.charts import Stacked

    return Stacked(
        vconcat=[
            alt.hconcat(_criteria_chart(one), _calibration_chart(one)).properties(title=one.judge)
            for one in report.judges
        ]
    )


def _criteria_chart(one: OfJudge) -> Any:
    import altair as alt
    import pandas as pd

    rows = [
        {"criterion": found.criterion, "who": who, **_fields(estimate)}
        for found in (one.overall, *one.criteria)
        for who, estimate in (("judge", found.judge), ("experts", found.experts))
        if estimate.value is not None
    ]
    frame = pd.DataFrame(rows, columns=["criterion", "who", "value", "low", "high", "n"])
    height = max(1 + len(one.criteria), 2) * _ROW * 1.6
    base = alt.Chart(frame, width=_WIDTH, height=height, title="Agreement with the experts").encode(
        y=alt.Y("criterion:N", sort=None, title=None),
        yOffset="who:N",
        color=alt.Color("who:N", title=None),
        tooltip=["criterion:N", "who:N", alt.Tooltip("value:Q", format=".3f"), "n:Q"],
    )
    title = "agreement beyond chance"
    reach = base.mark_rule(strokeWidth=3, opacity=0.5).encode(x=alt.X("low:Q", title=title), x2="high:Q")
    return reach + base.mark_point(filled=True, size=50).encode(x=alt.X("value:Q", title=title))


def _calibration_chart(one: OfJudge) -> Any:
    import altair as alt
    import pandas as pd

    known = [level for level in one.calibration if level.judge.value is not None]
    rows = [{"experts": level.experts, **_fields(level.judge)} for level in known]
    frame = pd.DataFrame(rows, columns=["experts", "value", "low", "high", "n"])
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(frame, width=_WIDTH, height=_WIDTH, title="Calibration").encode(
        x=alt.X("experts:Q", title="credit by the experts", scale=scale),
        tooltip=[alt.Tooltip("experts:Q", format=".2f"), alt.Tooltip("value:Q", format=".2f"), "n:Q"],
    )
    title = "credit by the judge"
    reach = base.mark_rule(color="#808080").encode(y=alt.Y("low:Q", title=title, scale=scale), y2="high:Q")
    points = base.mark_line(point=True).encode(y=alt.Y("value:Q", title=title, scale=scale))
    same = alt.Chart(pd.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})).mark_line(strokeDash=[3, 3], opacity=0.6)
    return same.encode(x="x:Q", y="y:Q") + reach + points


def _fields(found: Estimate) -> dict[str, Any]:
    reach = found.interval
    return {
        "value": found.value,
        "low": reach.low if reach else found.value,
        "high": reach.high if reach else found.value,
        "n": found.n,
    }
