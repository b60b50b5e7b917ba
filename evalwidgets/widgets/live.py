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
from weakref import WeakKeyDictionary, ref


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


_guard = threading.Lock()  # of `_places` and `_cells`: widgets are made on any thread
_places: dict[str, _Place] = {}
_cells: WeakKeyDictionary[Replaceable, str | None] = WeakKeyDictionary()


def take(seat: str, widget: Replaceable) -> None:
    """Make `widget`, made just now by the cell that runs, the one of `seat` and retire its predecessor, if any."""
    cell = _cell()
    with _guard:
        _cells[widget] = cell
    before, old = _seated(seat, _Place(ref(widget), cell))
    if before is None or old is None:
        return
    if cell is not None and before.cell is not None and cell != before.cell:
        old.continued_elsewhere()
    else:
        old.close()


def take_back(seat: str, widget: Replaceable) -> None:
    """Make `widget`, which the expert has gone back to, the one of `seat`; no cell runs, so nothing is closed."""
    with _guard:
        cell = _cells.get(widget)
    _, old = _seated(seat, _Place(ref(widget), cell))
    if old is not None and old is not widget:
        old.continued_elsewhere()


def _seated(seat: str, place: _Place) -> tuple[_Place | None, Replaceable | None]:
    with _guard:
        before = _places.get(seat)
        _places[seat] = place
    return before, before.widget() if before else None


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
