"""The process that pushes in the background: one order on standard input, then words; states on standard output.

It ends when its input is closed: by the side that started it, or because that side is gone.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from evalwidgets.errors import EvalwidgetsError, HubError
from evalwidgets.hub.sync import FLUSH, SyncOrder, SyncState

if TYPE_CHECKING:
    from evalwidgets.hub.client import HubClient
    from evalwidgets.store import Store

_POLITE = 5  # the experts' kernels come first


class _Worker:
    """Pushes when it is time, or when told to."""

    def __init__(self, order: SyncOrder, store: Store, client: HubClient, said: queue.Queue[str | None]) -> None:
        self._order, self._store, self._client, self._said = order, store, client, said
        self._state = SyncState()
        self._asked = 0

    def run(self) -> None:
        """Push, wait, and push again, until the input is closed."""
        is_open = True
        while is_open:
            self._push()
            try:
                said = self._said.get(timeout=self._order.every)
            except queue.Empty:
                continue
            is_open = said is not None
            self._asked += is_open
        self._push()
        self._say(word="stopped", words="")

    def _push(self) -> None:
        from evalwidgets.hub.patience import Patience
        from evalwidgets.hub.push import push
        from evalwidgets.hub.scan import IdentifiersFound
        from evalwidgets.hub.stock import has_news

        try:
            if self._state.last is not None and not has_news(self._store, self._client.repo):
                self._say(word="waiting", words="", last=time.time(), asked=self._asked)
                return
            self._say(word="pushing", words="")
            done = push(
                self._store,
                self._client,
                propose=self._order.propose,
                refresh=False,
                names=self._order.names,
                patience=Patience(attempts=5),
            )
        except IdentifiersFound as held:
            self._say(word="held", words=str(held).replace("\n", " "), asked=self._asked)
        except EvalwidgetsError as error:
            passing = error.passing if isinstance(error, HubError) else None
            self._say(word="failing", words=str(error), passing=passing, asked=self._asked)
        else:
            pushed = self._state.pushed + done.rows.get("judgments", 0)
            self._say(word="waiting", words="", pushed=pushed, last=time.time(), asked=self._asked)

    def _say(self, **changes: object) -> None:
        self._state = SyncState(**{**asdict(self._state), **changes})  # type: ignore[arg-type]
        try:
            sys.stdout.write(json.dumps(asdict(self._state)) + "\n")
            sys.stdout.flush()
        except BrokenPipeError:
            pass  # nobody listens; what is left is sent all the same


def _listen(said: queue.Queue[str | None]) -> None:
    """Pass on what is said; when the input is closed, see that the process ends in time, whatever it is doing."""
    for line in sys.stdin:
        said.put(line.strip())
    said.put(None)
    time.sleep(FLUSH)
    os._exit(0)  # what is under way is in the ledger, and is looked for by the next push


def main() -> None:
    """Push what standard input orders until it is closed."""
    os.nice(_POLITE)
    order = SyncOrder.from_json(sys.stdin.readline())
    said: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_listen, args=(said,), daemon=True).start()
    from evalwidgets.hub.client import HubClient
    from evalwidgets.store import Store

    _Worker(order, Store.open(order.place), HubClient(order.repo, token=order.token), said).run()
    os._exit(0)


if __name__ == "__main__":
    main()
