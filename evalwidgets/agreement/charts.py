"""The report as charts: criteria by how far experts agree, rater against rater, and who is strict."""

# Altair makes its functions at run time.
# pyright: reportUnknownParameterType=false, reportAttributeAccessIssue=false

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evalwidgets.agreement.frames import frame_of

if TYPE_CHECKING:
    from evalwidgets.agreement.raters import RaterReport
    from evalwidgets.agreement.report import AgreementReport

_WIDTH = 320
_ROW = 18
_BLUE, _GREY = "#4878a8", "#808080"  # to be read on white and on black


def report_chart(report: AgreementReport) -> Any:
    """Return the three charts one below the other."""
    import altair as alt

    from evalwidgets.charts import Stacked

    raters = report.raters
    beside = alt.hconcat(pairs_chart(raters), severity_chart(raters))
    return Stacked(vconcat=[criteria_chart(report), beside]).resolve_scale(color="independent")


def criteria_chart(report: AgreementReport) -> Any:
    """Return the criteria by their coefficient, the lowest first, with intervals."""
    import altair as alt

    columns = ["criterion", "text", "kind", "value", "low", "high", "n_pairable"]
    frame = frame_of(report).dropna(subset=["value"])[columns]
    order = list(frame.sort_values("value")["criterion"])
    base = alt.Chart(frame, width=_WIDTH, height=max(len(frame), 2) * _ROW, title="Agreement by criterion").encode(
        y=alt.Y("criterion:N", sort=order, title=None),
        tooltip=["criterion:N", "text:N", "kind:N", alt.Tooltip("value:Q", format=".3f"), "n_pairable:Q"],
    )
    name = report.criteria[0].coefficient.name if report.criteria else "agreement"
    reach = base.mark_rule(strokeWidth=4, opacity=0.4, color=_BLUE).encode(x=alt.X("low:Q", title=name), x2="high:Q")
    return reach + base.mark_point(filled=True, size=60, opacity=1, color=_BLUE).encode(x=alt.X("value:Q", title=name))


def pairs_chart(raters: RaterReport) -> Any:
    """Return the heat map of rater against rater: agreement beyond chance on what both marked."""
    import altair as alt
    import pandas as pd

    rows = [
        {"first": a, "second": b, "agreement": pair.agreement, "raw": pair.raw, "shared": pair.n}
        for pair in raters.pairs
        if pair.agreement is not None
        for a, b in ((pair.first, pair.second), (pair.second, pair.first))
    ]
    frame = pd.DataFrame(rows, columns=["first", "second", "agreement", "raw", "shared"])
    side = max(len(raters.raters), 2) * _ROW * 1.5
    return (
        alt.Chart(frame, width=side, height=side, title="Agreement of two experts")
        .mark_rect()
        .encode(
            x=alt.X("first:N", title=None),
            y=alt.Y("second:N", title=None),
            color=alt.Color("agreement:Q", scale=alt.Scale(scheme="blues", domain=[0, 1], clamp=True)),
            tooltip=["first:N", "second:N", alt.Tooltip("agreement:Q", format=".2f"), "shared:Q"],
        )
    )


def severity_chart(raters: RaterReport) -> Any:
    """Return how strict or lenient each expert is beside the others, with intervals."""
    import altair as alt
    import pandas as pd

    rows = [
        {
            "expert": one.expert,
            "severity": one.severity.value,
            "low": one.severity.interval.low if one.severity.interval else one.severity.value,
            "high": one.severity.interval.high if one.severity.interval else one.severity.value,
            "n": one.severity.n,
        }
        for one in raters.raters
        if one.severity.value is not None
    ]
    frame = pd.DataFrame(rows, columns=["expert", "severity", "low", "high", "n"])
    title = "strict  ←  beside the others  →  lenient"
    base = alt.Chart(frame, width=_WIDTH / 2, height=max(len(rows), 2) * _ROW, title="Severity").encode(
        y=alt.Y("expert:N", sort=alt.EncodingSortField("severity"), title=None),
        tooltip=["expert:N", alt.Tooltip("severity:Q", format="+.3f"), "n:Q"],
    )
    reach = base.mark_rule(strokeWidth=4, opacity=0.4, color=_BLUE).encode(x=alt.X("low:Q", title=title), x2="high:Q")
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(strokeDash=[3, 3], color=_GREY).encode(x="zero:Q")
    return (
        zero
        + reach
        + base.mark_point(filled=True, size=60, opacity=1, color=_BLUE).encode(x=alt.X("severity:Q", title=title))
    )
