"""The kinds of task. A new kind is one module here, one widget, and one line in this registry."""

from __future__ import annotations

from evalwidgets.tasks.answers import Answer, Evidence
from evalwidgets.tasks.compare import Compare
from evalwidgets.tasks.grade import Grade
from evalwidgets.tasks.kind import Given, Kind, letters, shown
from evalwidgets.tasks.view import Draft, TaskView

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Grade(), Compare())}

__all__ = ["KINDS", "Answer", "Draft", "Evidence", "Given", "Kind", "TaskView", "letters", "shown"]
