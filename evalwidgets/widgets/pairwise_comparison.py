"""The widget in which an expert compares two responses."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from evalwidgets.widgets.seat import SeatWidget


class PairwiseComparison(SeatWidget):
    """Compare two responses side by side, blind and in random order.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one; its items need two responses or more.
    expert
        Who compares: a pseudonym.
    language
        In which the expert reads the rubric, if it is written in it.

    Examples
    --------
    >>> PairwiseComparison("cardiology.db", expert="dr-osei")  # doctest: +SKIP
    """

    kind: ClassVar[str] = "compare"
    _widget = traitlets.Unicode("pairwise_comparison").tag(sync=True)
