"""The widget by which a study goes to the Hub: what would go, what to look at first, the push, the link."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import traitlets

from evalwidgets.errors import EvalwidgetsError, HubError
from evalwidgets.study import Study
from evalwidgets.widgets import assets, hub_replies, wire_hub
from evalwidgets.widgets.base import AppWidget

if TYPE_CHECKING:
    from evalwidgets.hub.plan import PublishPlan
    from evalwidgets.hub.push import Pushed

_log = logging.getLogger(__name__)
_WORKING = ("looking", "pushing")


class HubPublisher(AppWidget):
    """Look at what would go to a dataset on the Hub, settle what may identify somebody, and push.

    The same without a browser: `Study.publish_plan` and `Study.push_to_hub`.

    Parameters
    ----------
    study
        A `Study`, or the path or URL of one.
    repo
        ``org/name``; made by the first push, if it is not there, and private unless told otherwise.
    token
        None: the one of `hf auth login` or HF_TOKEN. Do not write one into a notebook.
    names
        Names of people to look for in all that goes: patients, colleagues.

    Examples
    --------
    >>> HubPublisher("cardiology.db", "org/cardiology-graded")  # doctest: +SKIP
    """

    app: ClassVar[assets.App] = "team"

    _widget = traitlets.Unicode("hub_publisher").tag(sync=True)

    def __init__(
        self, study: Study | str | Path, repo: str, *, token: str | None = None, names: Iterable[str] = ()
    ) -> None:
        self.study = study if isinstance(study, Study) else Study.open(study)
        self.repo = repo
        self._token = token
        self._names = tuple(names)
        self._guard = threading.Lock()  # of all below: the work has a thread of its own, requests come on any
        self._step: Literal["looking", "planned", "pushing", "pushed", "failed"] | None = None
        self._words = ""
        self._plan: PublishPlan | None = None
        self._pushed: Pushed | None = None
        self._push_id: str | None = None
        super().__init__(
            f"publisher:{self.study.id}:{repo}",
            {
                "hub_open": self._open,
                "hub_clear": self._clear,
                "hub_push": self._push,
                "hub_progress": self._progress,
            },
        )

    def __repr__(self) -> str:
        return f"HubPublisher({self.study.title!r}, {self.repo!r})"

    def _open(self, payload: dict[str, Any]) -> wire_hub.HubState:
        request = wire_hub.HubOpenRequest.model_validate(payload)
        with self._guard:
            if self._step is None or (request.again and self._step not in _WORKING):
                self._plan = self._pushed = None
                self._begin("looking", self._look)
            return self._state()

    def _progress(self, payload: dict[str, Any]) -> wire_hub.HubState:
        wire_hub.HubProgressRequest.model_validate(payload)
        with self._guard:
            return self._state()

    def _clear(self, payload: dict[str, Any]) -> wire_hub.HubState:
        from evalwidgets.hub.scan import clear

        keys = set(wire_hub.HubClearRequest.model_validate(payload).keys)
        with self._guard:
            if self._plan is not None and self._step not in _WORKING:
                passing = [finding for finding in self._plan.findings if finding.key in keys]
                with self.study.store.writing() as connection:
                    clear(connection, passing)
                left = tuple(finding for finding in self._plan.findings if finding.key not in keys)
                self._plan = replace(self._plan, findings=left)
            return self._state()

    def _push(self, payload: dict[str, Any]) -> wire_hub.HubState:
        request = wire_hub.HubPushRequest.model_validate(payload)
        with self._guard:
            if request.push != self._push_id and self._step not in _WORKING:
                if self._plan is None:
                    raise HubError("Nothing was sent: look at what would go first.")
                self._push_id = request.push
                self._begin("pushing", lambda: self._carry_out(public=request.public))
            return self._state()

    def _begin(self, step: Literal["looking", "pushing"], work: Callable[[], None]) -> None:
        self._step, self._words = step, ""
        # A push that ends with the kernel loses and doubles nothing: the next one goes on.
        threading.Thread(target=self._run, args=(work,), name=f"evalwidgets-hub-{step}", daemon=True).start()

    def _run(self, work: Callable[[], None]) -> None:
        try:
            work()
        except EvalwidgetsError as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 (else it would vanish with the thread)
            # Frames only: the values in a message or a local variable may be a patient's.
            frames = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s while publishing\n%s", type(error).__name__, frames)
            self._fail(f"The notebook could not do this ({type(error).__name__}). Please tell the team.")

    def _fail(self, words: str) -> None:
        with self._guard:
            self._step, self._words = "failed", words

    def _look(self) -> None:
        found = self.study.publish_plan(self.repo, token=self._token, names=self._names)
        with self._guard:
            self._plan, self._step = found, "planned"

    def _carry_out(self, *, public: bool) -> None:
        from evalwidgets.hub.client import HubClient
        from evalwidgets.hub.push import push
        from evalwidgets.hub.scan import IdentifiersFound

        try:
            done = push(
                self.study.store,
                HubClient(self.repo, token=self._token),
                private=False if public else None,
                names=self._names,
                report=self._report,
            )
        except IdentifiersFound as error:
            with self._guard:
                if self._plan is not None:
                    self._plan = replace(self._plan, findings=tuple(error.findings))
            self._fail("The push stopped at words that may identify somebody. Look at them, then push again.")
            return
        with self._guard:
            self._plan, self._pushed, self._step, self._words = None, done, "pushed", ""

    def _report(self, words: str) -> None:
        with self._guard:
            self._words = words

    def _state(self) -> wire_hub.HubState:
        assert self._step is not None
        plan, pushed = self._plan, self._pushed
        shown = plan if self._step not in _WORKING else None
        return wire_hub.HubState(
            title=self.study.title,
            repo=self.repo,
            url=plan.url if plan else pushed.url if pushed else "",
            step=self._step,
            words=self._words,
            percent=self._percent(plan) if plan and self._step == "pushing" else None,
            plan=hub_replies.plan(shown) if shown else None,
            pushed=hub_replies.pushed(pushed) if pushed else None,
        )

    def _percent(self, plan: PublishPlan) -> int | None:
        from evalwidgets.hub.plan import count_there

        planned = sum(count for config, count in plan.new.items() if config in plan.there)
        if planned == 0:
            return None
        arrived = sum(count_there(self.study.store, self.repo).values()) - sum(plan.there.values())
        return max(0, min(100, 100 * arrived // planned))
