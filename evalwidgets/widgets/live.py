"""Which widgets of this kernel are alive, one per seat.

Running a cell again makes a new widget for the same seat. The old one would stay alive in the
kernel and on the screen: it is closed if it came from the same cell, and told to show "continued
elsewhere" if it came from another.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from weakref import ref


class Replaceable(Protocol):
    """What the registry asks of a widget."""

    def close(self) -> None:
        """Take the widget off the screen."""
        ...

    def continued_elsewhere(self) -> None:
        """Say on the screen that the work goes on in another widget."""
        ...


@dataclass(frozen=True)
class _Place:
    widget: ref[Replaceable]
    cell: str | None


_guard = threading.Lock()  # of `_places`: widgets are made on any thread
_places: dict[str, _Place] = {}


def take(seat: str, widget: Replaceable) -> None:
    """Make `widget` the one of `seat` and retire its predecessor, if any."""
    cell = _cell()
    with _guard:
        before = _places.get(seat)
        _places[seat] = _Place(ref(widget), cell)
    old = before.widget() if before else None
    if before is None or old is None or old is widget:
        return
    if cell is not None and before.cell is not None and cell != before.cell:
        old.continued_elsewhere()
    else:
        old.close()


def _cell() -> str | None:
    """Return the id of the notebook cell that runs, or None where there is none to know."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    # Only a kernel's shell knows what it was asked to run.
    ask: Callable[[], Any] | None = getattr(get_ipython(), "get_parent", None)
    message = ask() if ask else None
    return message.get("metadata", {}).get("cellId") if message else None
