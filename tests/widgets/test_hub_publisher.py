"""The kernel's side of the publisher: it looks, lets pass, pushes in a thread, and says how far it is."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import HubPublisher, Study
from evalwidgets.hub import push as pushing
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, grade, load, pilot
from tests.widgets.peer import Peer

TOKEN = "hf_writer"


class Page(Peer):
    """The page of one publisher."""

    def __init__(self, study: Study, repo: str = REPO, token: str = TOKEN) -> None:
        super().__init__(HubPublisher(study, repo, token=token))

    def wait(self) -> dict[str, Any]:
        """Ask, as the browser does, until nothing is being done."""
        deadline = time.monotonic() + 60
        while (state := self.result("hub_progress"))["step"] in ("looking", "pushing"):
            assert time.monotonic() < deadline, state
            time.sleep(0.02)
        return state

    def look(self, **options: Any) -> dict[str, Any]:
        assert self.result("hub_open", **options)["step"] == "looking"
        return self.wait()

    def push(self, id: str = "one", **options: Any) -> dict[str, Any]:
        self.result("hub_push", push=id, **options)
        return self.wait()


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db")
    session = made.session("ada")
    session.next()
    session.submit(
        {"right": {"value": "met", "comment": "call +49 170 1234567"}}, note="or +49 170 1234567, or a@b.org"
    )
    grade(made, "ada", 2)
    return made


def test_it_shows_what_would_go_and_the_page_without_metadata(hub: Hub, study: Study) -> None:
    state = Page(study).look()
    plan = state["plan"]
    rows = {row["config"]: (row["new"], row["there"]) for row in plan["rows"]}
    assert (state["step"], rows["judgments"], rows["scores"][1]) == ("planned", (3, 0), None)
    assert (plan["exists"], plan["private"], plan["bytes"] > 0) == (False, True, True)
    assert "the protocol names no licence" in plan["warnings"][0]
    assert plan["card"].startswith("# ")
    assert "<!--" not in plan["card"]
    assert hub.storage.repos == {}


def test_words_that_stand_at_several_places_are_let_pass_once_and_for_good(hub: Hub, study: Study) -> None:
    page = Page(study)
    phone, mail = sorted(page.look()["plan"]["findings"], key=lambda found: -found["places"])
    assert (phone["kind"], phone["places"], phone["found"]) == ("phone", 2, "+49 170 1234567")
    assert (phone["before"], phone["after"]) == ("or ", ", or a@b.org")
    assert mail["before"].endswith("or ")
    assert page.result("hub_clear", keys=[phone["key"]])["plan"]["findings"] == [mail]
    assert page.result("hub_clear", keys=[phone["key"]])["plan"]["findings"] == [mail]
    assert page.look(again=True)["plan"]["findings"] == [mail]


def test_a_push_stops_at_what_nobody_has_looked_at(hub: Hub, study: Study) -> None:
    page = Page(study)
    page.look()
    state = page.push()
    assert (state["step"], len(state["plan"]["findings"])) == ("failed", 2)
    assert state["words"].startswith("The push stopped at words that may identify somebody.")
    page.result("hub_clear", keys=[found["key"] for found in state["plan"]["findings"]])
    assert page.push("two")["step"] == "pushed"


def test_a_push_is_answered_at_once_and_made_once(hub: Hub, study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    page = Page(study)
    page.result("hub_clear", keys=[found["key"] for found in page.look()["plan"]["findings"]])
    page.look(again=True)
    go, real = threading.Event(), pushing.push
    begun: list[bool] = []

    def slow(*args: Any, **options: Any) -> Any:
        begun.append(True)
        options["report"]("sending 7 bytes")
        assert go.wait(30)
        return real(*args, **options)

    monkeypatch.setattr(pushing, "push", slow)
    first = page.result("hub_push", push="one", public=True)
    assert (first["step"], first["percent"]) == ("pushing", 0)
    while page.result("hub_progress")["words"] != "sending 7 bytes":
        time.sleep(0.01)
    assert page.result("hub_push", push="one", public=True)["step"] == "pushing"
    assert page.result("hub_push", push="other")["step"] == "pushing", "one push at a time"
    assert page.result("hub_open", again=True)["step"] == "pushing"
    go.set()
    done = page.wait()
    assert page.result("hub_push", push="one", public=True) == done, "the answer was lost, the push was not"
    assert begun == [True]
    assert (done["step"], done["pushed"]["private"], done["url"].endswith(REPO)) == ("pushed", False, True)
    assert len(load("judgments")) == 3
    after = page.look(again=True)["plan"]
    assert {row["config"]: (row["new"], row["there"]) for row in after["rows"]}["judgments"] == (0, 3)
    assert not after["private"]


def test_what_cannot_be_done_is_said_in_plain_words_without_the_token(hub: Hub, tmp_path: Path) -> None:
    made = pilot(tmp_path / "study.db", permitted_use=("evaluation",))
    grade(made, "ada", 1)
    page = Page(made)
    assert page.error("hub_push", push="none")["message"].startswith("Nothing was sent")
    page.look()
    state = page.push(public=True)
    assert (state["step"], "may not be made public" in state["words"]) == ("failed", True)
    assert page.push("two")["step"] == "pushed"
    stranger = Page(made, token="hf_nobody")
    refused = stranger.look()
    assert (refused["step"], refused["plan"]) == ("failed", None)
    assert refused["words"].startswith("The Hub does not know this token.")
    misspelt = Page(made, "org/no name!").look()
    assert misspelt["words"].startswith("“org/no name!” cannot be the name of a dataset. Write org/name")
    said = json.dumps([page.received, stranger.received])
    assert TOKEN not in said
    assert "hf_nobody" not in said
