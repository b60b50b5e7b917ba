"""The kernel's side of the rubric designer: a draft is never lost, a file never overwritten, and every word has its place."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import Rubric, RubricDesigner, RubricGrader, Study
from evalwidgets.errors import RubricError, RubricFileChanged, StudyError
from evalwidgets.widgets import assets
from tests.rubrics.test_yaml_patch import WRITTEN
from tests.widgets.peer import Peer

ITEMS = [
    {"id": f"gpt-{n}", "prompt": f"Question {n}?", "response": f"Answer {n}.", "model": "secret-model"}
    for n in range(3)
]


class Page(Peer):
    """The page of one designer: it keeps the draft as the browser does."""

    def __init__(self, widget: RubricDesigner) -> None:
        super().__init__(widget)
        self.opened = self.result("design_open")
        self.draft: dict[str, Any] = self.opened["draft"]

    def criterion(self, group: int = 0, at: int = 0) -> dict[str, Any]:
        return self.draft["data"]["groups"][group]["criteria"][at]

    def check(self, **answers: str) -> dict[str, Any]:
        """Send the draft, one change later, with answers to the first item."""
        self.draft["changes"] += 1
        given = [{"criterion": id, "label": label} for id, label in answers.items()]
        return self.result("design_check", draft=self.draft, item=0, answers=given)

    def save(self, *, beside: bool = False) -> dict[str, Any]:
        saved = self.result("design_save", changes=self.draft["changes"], beside=beside)
        self.draft = self.result("design_open")["draft"]
        return saved


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def path(here: Path) -> Path:
    path = here / "cardio.yaml"
    path.write_text(WRITTEN, "utf-8")
    return path


@pytest.fixture
def page(path: Path) -> Page:
    return Page(RubricDesigner(path))


def test_what_is_typed_is_the_rubric_in_python(page: Page):
    page.criterion()["points"] = -6
    page.check()
    assert page.widget.rubric.criterion("dose").points == -6
    assert page.widget.problems == []
    assert page.widget.draft["groups"][0]["criteria"][0]["points"] == -6


def test_a_draft_that_is_no_rubric_says_why_and_where_and_the_last_rubric_stays(page: Page):
    page.criterion(at=1)["points"] = "eight"
    page.criterion()["text"] = ""
    checked = page.check()
    assert [(problem["loc"], problem["message"]) for problem in checked["problems"]] == [
        (["groups", 0, "criteria", 1, "points"], "must be a number, got 'eight'"),
        (["groups", 0, "criteria", 0, "text"], "must not be empty"),
    ] or len(checked["problems"]) == 2
    assert page.widget.rubric.criterion("care").points == 8
    assert {finding.place for finding in page.widget.problems} == {"criterion care, points", "criterion dose, text"}
    assert checked["lint"] == []
    assert page.error("design_save", changes=page.draft["changes"])["code"] == "invalid_rubric"


def test_what_is_assigned_in_python_is_told_to_the_page_and_wins_over_what_is_on_its_way(page: Page):
    page.widget.rubric = page.widget.rubric.model_copy(update={"title": "From Python"})
    assert "rubric_changed" in page.events
    page.draft["data"]["title"] = "From the page"
    page.draft["changes"] += 1
    assert page.error("design_check", draft=page.draft, item=0)["code"] == "stale_draft"
    assert page.result("design_open")["draft"]["data"]["title"] == "From Python"


def test_a_check_sent_again_changes_nothing(page: Page):
    page.criterion()["points"] = -6
    first = page.check()
    assert page.result("design_check", draft=page.draft, item=0) == first


def test_the_draft_is_there_again_after_the_kernel_died(page: Page, path: Path):
    page.criterion()["text"] = ""
    assert page.check()["kept"]
    again = Page(RubricDesigner(path))
    assert again.criterion()["text"] == ""
    assert again.opened["kept"] is not None
    assert again.draft["changes"] == 1
    assert path.read_text("utf-8") == WRITTEN
    again.result("design_reload")
    assert Page(RubricDesigner(path)).opened["kept"] is None


def test_who_only_looks_leaves_nothing_behind(here: Path):
    page = Page(RubricDesigner("medical_accuracy"))
    page.result("design_check", draft=None, item=0)
    assert list(here.iterdir()) == []
    assert Page(RubricDesigner("medical_accuracy")).opened["kept"] is None


def test_a_save_changes_the_lines_that_changed_and_bumps_the_version_by_what_changed(page: Page, path: Path):
    page.criterion()["points"] = -6
    assert page.check()["version"] == "1.1.0"
    assert page.save() == {"file": "cardio.yaml", "version": "1.1.0", "base": page.draft["base"], "comments_kept": True}
    assert path.read_text("utf-8") == WRITTEN.replace("-10", "-6").replace("1.0.0", "1.1.0")
    assert page.check()["saved"]
    assert not (path.parent / ".cardio.yaml.draft").exists()
    # What changes more in the same sitting is still one step from where it began, unless it is a larger one.
    page.criterion()["points"] = -5
    assert page.check()["version"] == "1.1.0"
    del page.draft["data"]["groups"][0]["criteria"][0]
    assert page.check()["version"] == "2.0.0"
    page.draft["data"]["version"] = "2024-b"
    assert page.check()["version"] == "2024-b"
    page.save()
    assert 'version: "2024-b"' in path.read_text("utf-8")


def test_a_save_sent_again_saves_once(page: Page, path: Path):
    page.criterion()["points"] = -6
    page.check()
    changes = page.draft["changes"]
    first = page.result("design_save", changes=changes)
    assert page.result("design_save", changes=changes) == first
    assert page.result("design_open")["draft"]["changes"] == changes + 1, "the version"


def test_a_file_that_changed_meanwhile_is_reloaded_or_saved_beside(page: Page, path: Path):
    theirs = WRITTEN.replace("Tone", "Manner")
    path.write_text(theirs, "utf-8")
    page.criterion()["points"] = -6
    page.check()
    assert page.error("design_save", changes=page.draft["changes"])["code"] == "changed_on_disk"
    with pytest.raises(RubricFileChanged):
        page.widget.save()
    saved = page.save(beside=True)
    assert saved["file"] == "cardio-2.yaml"
    assert page.widget.path.name == "cardio-2.yaml"
    assert path.read_text("utf-8") == theirs
    assert page.criterion()["points"] == -6


def test_a_reload_takes_the_file(page: Page, path: Path):
    page.criterion()["points"] = -6
    page.check()
    path.write_text(WRITTEN.replace("Tone", "Manner"), "utf-8")
    opened = page.result("design_reload")
    assert opened["draft"]["data"]["groups"][1]["criteria"][0]["text"] == "Manner"
    assert opened["draft"]["changes"] == 2
    assert page.widget.rubric.criterion("dose").points == -10


def test_changes_are_told_against_the_file_and_against_the_study(path: Path):
    study = Study.create("cardio.db", ITEMS, rubric=path, progress=False)
    page = Page(RubricDesigner(path, study=study))
    page.criterion()["points"] = -6
    page.check()
    page.save()
    page.criterion()["text"] = "Recommends a dose above the guideline"
    page.check()
    saved, against = (page.result("design_changes", against=one) for one in ("saved", "study"))
    assert [(change["place"], change["stale"]) for change in saved["changes"]] == [("criterion dose", True)]
    assert len(against["changes"]) == 2, "with the points"
    assert against["version"] == "1.1.0"
    assert page.widget.changes("study").stale == ("dose",)


def test_there_may_be_nothing_to_compare_with():
    page = Page(RubricDesigner())
    with pytest.raises(StudyError, match="nothing is saved yet"):
        page.widget.changes()
    assert "there is no study" in page.error("design_changes", against="study")["message"]


def test_a_new_rubric_begins_empty_and_becomes_a_file(here: Path):
    page = Page(RubricDesigner("chest_pain.yaml"))
    assert page.widget.rubric is None
    assert page.draft["data"]["title"] == "Chest pain"
    assert page.check()["problems"]
    assert page.result("design_item", item=0)["groups"] == []
    page.draft["data"]["groups"][0]["criteria"] = [{"id": "dose", "text": "Names the dose", "points": 2}]
    checked = page.check()
    assert checked["problems"] == []
    assert [group["title"] for group in checked["groups"]] == ["General"]
    page.save()
    assert Rubric.from_yaml((here / "chest_pain.yaml").read_text("utf-8")) == page.widget.rubric
    assert page.widget.rubric.version == "1.0.0"


def test_a_rubric_of_the_library_is_saved_as_ones_own_and_gone_on_with(here: Path):
    first = RubricDesigner("medical_accuracy")
    assert first.path == here / "medical_accuracy.yaml"
    assert not first.path.exists()
    assert first.rubric is not None
    first.rubric = first.rubric.model_copy(update={"title": "Ours"})
    first.save()
    again = Page(RubricDesigner("medical_accuracy"))
    assert again.draft["data"]["title"] == "Ours"
    assert "is there already" in again.opened["note"]


def test_the_preview_shows_the_studys_answers_as_experts_see_them(path: Path):
    study = Study.create("cardio.db", ITEMS, rubric=path, progress=False)
    page = Page(RubricDesigner(path, study=study))
    assert [item["title"] for item in page.opened["items"]] == ["Question 0?", "Question 1?", "Question 2?"]
    shown = page.result("design_item", item=1)
    expert = Peer(RubricGrader(study, expert="dr-osei"))
    ticket = expert.result("open")["deck"]["tickets"][1]["view"]
    assert {**shown, "task": 0} == {**ticket, "task": 0, "asked": None}
    assert "secret-model" not in json.dumps(page.received)
    assert "no item 8" in page.error("design_item", item=7)["message"]


def test_answers_are_scored_and_explained_even_while_the_draft_is_broken(page: Page):
    checked = page.check(dose="met", care="met", tone="warm")
    assert checked["score"]["value"] == pytest.approx(-2 / 8)
    assert checked["score"]["rows"][0][:2] == ["dose", "present"]
    assert any("−2 of 8" in step for step in checked["score"]["steps"])
    page.criterion()["text"] = ""
    assert page.check(dose="met", care="met")["score"]["value"] == pytest.approx(-2 / 8)
    assert "not answered: care" in page.check(dose="met", care="now and then")["score"]["words"]


def test_totals_are_told_by_axis_or_by_group(page: Page):
    total, *parts = page.check()["totals"]
    assert (total["best"], total["worst"], total["criteria"]) == (8, -10, 3)
    assert [(part["name"], part["worst"]) for part in parts] == [("safety", -10)]
    del page.criterion()["tags"]
    _, *parts = page.check()["totals"]
    assert [part["name"] for part in parts] == ["Safety", "Style"]


def test_lint_is_told_with_the_criterion_that_it_is_about(page: Page):
    page.criterion(at=1)["text"] = "Sends the person to care and names the signs that call for an ambulance"
    found = [lint for lint in page.check()["lint"] if lint["criterion"] == "care"]
    assert found
    assert all(lint[part] for lint in found for part in ("found", "why", "suggestion"))


def test_another_rubric_is_read_from_the_library_or_a_file(page: Page):
    imported = page.result("design_import", library="medical_accuracy")
    assert imported["data"]["id"] == "medical_accuracy"
    imported = page.result("design_import", file="other.yaml", content=base64(WRITTEN))
    assert imported["data"]["groups"][1]["criteria"][0]["id"] == "tone"
    foreign = json.dumps([{"criterion": "Names a safe dose", "points": 5, "tags": []}])
    imported = page.result("design_import", file="healthbench.json", content=base64(foreign))
    assert Rubric.model_validate(imported["data"]).criteria[0].points == 5
    sheet = "text,points\nNames a safe dose,5\n"
    imported = page.result("design_import", file="sheet.csv", content=base64(sheet))
    assert imported["data"]["groups"][0]["criteria"][0]["text"] == "Names a safe dose"


@pytest.mark.parametrize(
    ("file", "text"), [("a.yaml", "id: ["), ("a.json", '{"groups": 1}'), ("a.csv", ""), ("a.png", "x")]
)
def test_a_file_that_is_no_rubric_says_why(page: Page, file: str, text: str):
    assert page.error("design_import", file=file, content=base64(text))["code"] == "invalid_rubric"


def base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def test_a_line_goes_to_yaml_and_back(page: Page):
    text = page.result("design_text", data={"id": "dose", "text": "No: more", "points": -10.0})["text"]
    assert text == "id: dose\ntext: 'No: more'\npoints: -10\n"
    back = page.result("design_text", data={}, text=text + "gate: {kind: hurdle, when: [unmet]}\n")
    assert back["data"]["gate"] == {"kind": "hurdle", "when": ["unmet"]}
    for wrong in ("- a", "a: [", "a: 1\na: 2", "text: yes"):
        assert page.error("design_text", data={}, text=wrong)["code"] == "invalid_rubric"


def test_experts_remarks_arrive_with_the_item_they_came_from_and_get_an_answer(path: Path):
    study = Study.create("cardio.db", ITEMS, rubric=path, progress=False)
    expert = study.session("dr-osei")
    expert.next()
    expert.remark("propose", "Names the ward", task=3)
    expert.remark("unclear", "Which dose?", "dose")
    page = Page(RubricDesigner(path, study=study))
    page.widget._items = page.widget._items[:1]  # of many items only some are shown at first
    found = page.result("design_remarks")
    assert [(one["kind"], one["expert"], one["text"], one["criterion"], one["item"]) for one in found["remarks"]] == [
        ("propose", "dr-osei", "Names the ward", None, 1),
        ("unclear", "dr-osei", "Which dose?", "dose", 0),
    ]
    assert [item["title"] for item in found["items"]] == ["Question 0?", "Question 2?"]
    assert page.result("design_item", item=1)["prompt"][0]["text"] == "Question 2?"
    proposed, unclear = (one["id"] for one in found["remarks"])
    assert "reason" in page.error("design_settle", id=unclear, accept=False)["message"]
    for _ in range(2):  # the second is the first, sent again
        left = page.result("design_settle", id=unclear, accept=False, reason="The help says it.")
    assert [one["id"] for one in left["remarks"]] == [proposed]
    assert page.result("design_settle", id=proposed, accept=True)["remarks"] == []
    assert {one.state for one in study.remarks()} == {"accepted", "declined: The help says it."}


def test_the_designer_has_an_app_of_its_own_and_a_seats_operations_are_refused(page: Page):
    bundle = page.result("bundle", hash=page.widget._app)
    assert bundle == {"hash": assets.hash_of("designer"), "code": assets.code("designer")}
    assert page.error("deck", n=1)["code"] == "invalid_request"


def test_nothing_of_a_rubric_or_an_item_is_in_the_notebook_file(page: Page):
    page.check(dose="met")
    state = json.dumps({name: str(value) for name, value in page.widget.get_state().items()})
    for text in ("Cardio", "guideline", "dose", "Question", str(page.widget.path)):
        assert text not in state


def test_a_file_that_is_no_rubric_is_an_error_when_it_is_opened(path: Path):
    path.write_text("id: cardio\n", "utf-8")
    with pytest.raises(RubricError, match=r"cardio\.yaml"):
        RubricDesigner(path)
