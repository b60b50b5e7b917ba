"""The widget in which an expert grades responses against the rubric."""

from __future__ import annotations

from typing import ClassVar

import traitlets

from evalwidgets.widgets.seat import SeatWidget


class RubricGrader(SeatWidget):
    """Grade one response after the other against the study's rubric.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one.
    expert
        Who grades: a pseudonym.
    language
        In which the expert reads the rubric, if it is written in it.

    Examples
    --------
    >>> RubricGrader("cardiology.db", expert="dr-osei")  # doctest: +SKIP
    """

    kind: ClassVar[str] = "grade"
    _widget = traitlets.Unicode("rubric_grader").tag(sync=True)
