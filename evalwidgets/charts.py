"""Charts that JupyterLab draws by itself: Altair's own default fetches Vega from another host."""

from __future__ import annotations

from typing import Any

import altair as alt

_V5 = "https://vega.github.io/schema/vega-lite/v5.json"


class DrawnHere(alt.TopLevelMixin):
    """Shows a chart as Vega-Lite 5, which JupyterLab brings along; what is used here means the same in it."""

    def _repr_mimebundle_(self, *args: Any, **kwds: Any) -> Any:
        if alt.renderers.active != "default":
            return super()._repr_mimebundle_(*args, **kwds)
        return {"application/vnd.vegalite.v5+json": {**self.to_dict(), "$schema": _V5}, "text/plain": repr(self)}


class Layered(DrawnHere, alt.LayerChart):
    """Marks on one pair of axes."""


class Stacked(DrawnHere, alt.VConcatChart):
    """Charts one below the other."""
