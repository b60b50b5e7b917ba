"""Results as a chart: a point and an interval for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from evalwidgets.charts import Layered

if TYPE_CHECKING:
    from evalwidgets.results.results import Results

_BLUE = "#4878a8"
_GREY = "#808080"  # to be read on white and on black


def plot(results: Results) -> Layered:
    """Return the chart: the last key down the side, the first one by colour, others in the label."""
    # Names of metadata may hold what means something in a field's name, such as a dot.
    titles = {f"key{n}": name for n, name in enumerate(results.by)}
    data = results.to_pandas().rename(columns={name: field for field, name in titles.items()})
    keys = list(titles)
    data[keys] = data[keys].fillna("not known")
    colour = keys[0] if len(keys) > 1 else None
    beside = keys[1:] if colour else keys
    data["label"] = data[beside].agg(" · ".join, axis=1) if beside else "all"
    data["score"] = data["score"].astype(float)
    title = " · ".join(titles[key] for key in beside)
    encoded: dict[str, Any] = {
        "y": alt.Y("label:N", title=title or None, sort=list(dict.fromkeys(data["label"]))),
        "tooltip": [
            *(alt.Tooltip(f"{key}:N", title=titles[key]) for key in keys),
            *(alt.Tooltip(f"{name}:Q", format=".3f") for name in ("score", "low", "high")),
            alt.Tooltip("n_items:Q"),
        ],
    }
    if colour:
        order = list(dict.fromkeys(data[colour]))
        scale = alt.Scale(scheme="tableau10")
        encoded["color"] = alt.Color(f"{colour}:N", title=titles[colour], sort=order, scale=scale)
        encoded["yOffset"] = alt.YOffset(f"{colour}:N", sort=order)
    span = f"score, with {100 * results.level:g}% interval over items"
    ranges = (
        alt.Chart().mark_rule(strokeWidth=2, color=_BLUE).encode(x=alt.X("low:Q", title=span), x2="high:Q", **encoded)
    )
    points = (
        alt.Chart()
        .mark_point(filled=True, size=60, opacity=1, color=_BLUE)
        .encode(x=alt.X("score:Q", title=span, scale=alt.Scale(zero=True)), **encoded)
    )
    chart = Layered(layer=[ranges, points], data=data)
    step = alt.Step(16, **({"for": "position"} if not colour else {}))
    return (
        chart.properties(width=420, height=step)
        .configure(background="transparent")
        .configure_view(stroke=None)
        .configure_axis(labelColor=_GREY, titleColor=_GREY, gridColor=f"{_GREY}40", domainColor=_GREY, tickColor=_GREY)
        .configure_legend(labelColor=_GREY, titleColor=_GREY)
    )
