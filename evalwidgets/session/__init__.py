"""Sessions: an expert's seat in a study, which hands out tasks and takes judgments."""

from __future__ import annotations

from evalwidgets.session.assignment import Assignment, Progress
from evalwidgets.session.session import Session

__all__ = ["Assignment", "Progress", "Session"]
