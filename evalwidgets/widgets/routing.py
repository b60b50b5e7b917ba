"""In which of the kernel's threads a widget's messages are handled: the one that the browser asked for.

JupyterLab 4.6 asks for comm messages to be handled in a second thread (a subshell), so that a
widget goes on while a cell runs. ipykernel 7.4 overrules it: a message goes to the thread that
last published on the comm, so that code waiting there for the browser's answer gets it. A widget
made by "Run all" has last published from the main thread, which runs the next cells: it would
stay empty until they end. Nothing in our kernel waits for an answer, so nothing needs this, and
it does harm: after "continued elsewhere", or where two browsers share a kernel, it may even
choose a thread that has ended, and the message is lost.

There is no public switch. The method that chooses is replaced on our own comm alone, and only
where it looks as it is known to; any other ipykernel does as the browser says, or as it likes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

_CHOOSES = "_reply_subshell_for"
_KNOWN = ["data", "default"]


def as_asked(comm: Any) -> None:
    """Have `comm`'s messages handled where the browser asked, not where it was last published."""
    chooses: Callable[..., Any] | None = getattr(comm, _CHOOSES, None)
    if chooses is not None and list(inspect.signature(chooses).parameters) == _KNOWN:
        setattr(comm, _CHOOSES, _asked)


def _asked(data: object, default: str | None) -> str | None:  # noqa: ARG001 (called as ipykernel's own)
    return default
