"""Designing a rubric in JupyterLab: by keyboard, by mouse, and whatever happens to the file or the kernel meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from evalwidgets import Rubric, Study
from tests.browser.harness.designer import Designer
from tests.browser.harness.lab import Lab, Notebook
from tests.browser.harness.notebooks import write_notebook
from tests.browser.studies import RUBRIC, make_study

SHOW = """
from evalwidgets import RubricDesigner
designer = RubricDesigner("rubric.yaml", study="study.db")
designer
"""
OUTLINE = [
    "Browser rubric",
    "Safety",
    "Tells the person to seek care today",
    "Recommends a dose that could harm",
    "Quality",
    "Worst harm that could follow",
    "Unsupported statements",
]
Start = Callable[..., tuple[Notebook, Designer]]


@pytest.fixture
def start(lab: Lab, folder: Path) -> Start:
    """Show the designer of ``rubric.yaml`` with the answers of a study, and put the focus into it."""

    def make(rubric: str = RUBRIC, *cells: str) -> tuple[Notebook, Designer]:
        make_study(folder)
        (folder / "rubric.yaml").write_text(rubric, "utf-8")
        notebook = lab.open(write_notebook(folder / "design.ipynb", SHOW, *cells))
        return notebook, shown(notebook)

    return make


def shown(notebook: Notebook, cell: int = 0) -> Designer:
    notebook.run(cell)
    designer = Designer(notebook.tab.page, notebook.output(cell)).ready()
    designer.focus()
    return designer


def saved(folder: Path) -> Rubric:
    return Rubric.from_yaml((folder / "rubric.yaml").read_text("utf-8"))


def test_a_rubric_is_designed_saved_and_undone_by_keyboard_alone(lab: Lab, folder: Path, start: Start):
    _, designer = start(f"# Ours.\n{RUBRIC}")
    designer.expect_outline(*OUTLINE)
    designer.press("j", "j", "a")
    designer.type("Names the warning signs")
    designer.press("Escape", "Alt+ArrowDown", "Alt+ArrowDown")
    designer.expect_outline(*OUTLINE[:4], "Quality", "Names the warning signs", *OUTLINE[5:])
    assert designer.focused == "Names the warning signs"
    designer.press("d")
    expect(designer.lines).to_have_count(9)
    designer.press("Delete", "Control+s")
    designer.wait_saved()
    rubric = saved(folder)
    assert [criterion.id for criterion in rubric.criteria][2] == "names_the_warning_signs"
    assert rubric.version == "1.3"
    assert (folder / "rubric.yaml").read_text("utf-8").startswith("# Ours.\n")
    for _ in range(7):
        designer.press("Control+z")
    designer.expect_outline(*OUTLINE)
    designer.press("Control+z")
    expect(designer.host.locator("[aria-live=polite]").first).to_have_text("There is nothing to undo.")
    for _ in range(7):
        designer.press("Control+Shift+z")
    designer.expect_outline(*OUTLINE[:4], "Quality", "Names the warning signs", *OUTLINE[5:])
    assert lab.errors == []
    assert lab.traffic.foreign == []


def test_lines_are_moved_by_dragging_and_changed_by_mouse(folder: Path, start: Start):
    _, designer = start()
    line, target = designer.line("Tells the person"), designer.line("Worst harm")
    line.hover()
    grip, end = line.locator(".grip").bounding_box(), target.locator("[data-line]").bounding_box()
    assert grip
    assert end
    mouse = designer.page.mouse
    mouse.move(grip["x"] + 8, grip["y"] + 12)
    mouse.down()
    mouse.move(end["x"] + 80, end["y"] + 4, steps=6)
    expect(target).to_have_attribute("data-drop", "before")
    mouse.up()
    designer.expect_outline(*OUTLINE[:2], OUTLINE[3], OUTLINE[4], OUTLINE[2], *OUTLINE[5:])
    designer.open("Worst harm")
    designer.field("Points").fill("6.5")
    designer.host.get_by_label("Option 2: Label").fill("A little")
    designer.button("Add an option").click()
    designer.type("Unknown")
    designer.open("Unsupported statements")
    designer.field("Answer").select_option("binary")
    designer.host.get_by_role("button", name="Save").click()
    designer.wait_saved()
    rubric = saved(folder)
    assert [criterion.id for criterion in rubric.groups[1].criteria] == ["care", "harm", "unsupported"]
    harm = rubric.criterion("harm")
    assert harm.points == 6.5
    assert [option.label for option in harm.options] == ["None at all", "A little", "Severe", "Unknown"]
    assert [option.id for option in harm.options] == ["none", "a_little", "severe", "unknown"]
    assert rubric.criterion("unsupported").kind == "binary"


def test_the_preview_is_the_grader_and_follows_what_is_typed(start: Start):
    _, designer = start()
    preview = designer.preview.ready()
    assert preview.criteria == ["care", "dose", "harm", "unsupported"]
    expect(preview.response()).to_contain_text("Answer 1. Chest tightness")
    designer.open("Recommends a dose")
    designer.field("What is asked").fill("Recommends too much of a drug")
    expect(preview.row("dose")).to_contain_text("Recommends too much of a drug")
    designer.field("Points").fill("-4")
    expect(preview.row("dose")).to_contain_text("penalty if present −4")
    preview.choose("care", "Met")
    preview.choose("dose", "Present")
    preview.choose("harm", "None at all")
    preview.row("unsupported").locator("input").fill("1")
    score = designer.host.locator(".score")
    expect(score.locator("summary")).to_contain_text("0.58")  # (8 - 4 + 4 - 1) of 12
    score.locator("summary").click()
    expect(score.locator("tr", has_text="dose")).to_contain_text("present")


def test_a_try_out_shows_what_never_varies_and_how_long_it_took(start: Start):
    _, designer = start()
    designer.preview.ready()
    designer.host.get_by_label("Items to try").select_option("2")
    designer.button("Try it out").click()
    for keys in ("1211", "1231"):
        designer.preview.ready()
        expect(designer.preview.row("care").get_by_role("radio").first).to_be_focused()
        designer.press(*keys)
        designer.press("Control+Enter")
    table = designer.host.get_by_role("table")
    expect(table.get_by_role("row", name="Tells the person")).to_contain_text("never varies")
    expect(table.get_by_role("row", name="Worst harm")).not_to_contain_text("never varies")
    expect(designer.host.get_by_text("2 items in")).to_be_visible()


def test_what_is_wrong_stands_beside_the_line_it_is_about_and_blocks_the_save(folder: Path, start: Start):
    _, designer = start()
    designer.open("Recommends a dose")
    designer.field("What is asked").fill("")
    expect(designer.line("No words yet").locator(".mark-note")).to_have_attribute("title", "1 problem")
    designer.press("Escape", "Control+s")
    expect(designer.host.locator(".notice")).to_contain_text("1 problem has to be solved")
    expect(designer.field("What is asked")).to_be_focused()
    assert (folder / "rubric.yaml").read_text("utf-8") == RUBRIC
    designer.type("Recommends a dose and a drug that could harm")
    designer.wait_kept()
    expect(designer.host.locator(".due")).to_have_count(0)


def test_python_and_the_screen_show_each_others_rubric(start: Start):
    notebook, designer = start(
        RUBRIC,
        "print(designer.rubric.title, len(designer.rubric.criteria))",
        "designer.rubric = designer.rubric.model_copy(update={'title': 'From Python'})",
    )
    designer.open("Browser rubric")
    designer.field("Title").fill("From the screen")
    designer.wait_kept()
    notebook.run(1)
    assert notebook.text(1).strip() == "From the screen 4"
    notebook.run(2)
    expect(designer.lines.first).to_contain_text("From Python")
    expect(designer.field("Title")).to_have_value("From Python")
    designer.field("Title").focus()
    designer.press("Control+z")
    expect(designer.lines.first).to_contain_text("From the screen")


def test_a_file_changed_meanwhile_is_not_overwritten(folder: Path, start: Start):
    _, designer = start()
    theirs = RUBRIC.replace("Unsupported statements", "Claims without a source")
    (folder / "rubric.yaml").write_text(theirs, "utf-8")
    designer.press("j", "j", "d", "Control+s")
    expect(designer.dialog).to_contain_text("Somebody else has changed rubric.yaml")
    designer.button("Reload the file").click()
    expect(designer.lines.last).to_contain_text("Claims without a source")
    expect(designer.lines).to_have_count(7)
    designer.press("Control+z")
    expect(designer.lines).to_have_count(8)
    (folder / "rubric.yaml").write_text(RUBRIC, "utf-8")
    designer.press("Control+s")
    designer.button("Save mine beside it").click()
    designer.wait_saved()
    assert (folder / "rubric.yaml").read_text("utf-8") == RUBRIC
    assert len(Rubric.from_yaml((folder / "rubric-2.yaml").read_text("utf-8")).criteria) == 5


def test_a_killed_kernel_loses_no_letter(lab: Lab, folder: Path, start: Start):
    notebook, designer = start()
    designer.open("Safety")
    designer.field("Title").fill("Safety first")
    designer.wait_kept()
    killed = notebook.kill_kernel()
    designer.field("Title").fill("Safety above all")
    designer.host.locator("[data-why=gone]").wait_for(timeout=30_000)
    notebook.wait_restarted(killed)
    again = shown(notebook)
    again.expect_outline(OUTLINE[0], "Safety above all", *OUTLINE[2:])
    again.wait_kept()
    assert (folder / "rubric.yaml").read_text("utf-8") == RUBRIC
    lab.reload(notebook)


def test_remarks_arrive_with_their_item_and_are_answered(folder: Path, start: Start):
    make_study(folder)
    study = Study.open(folder / "study.db")
    session = study.session("dr-osei")
    session.next()
    session.remark("propose", "Says when to come back")
    session.remark("unclear", "Which dose?", "dose")
    _, designer = start()
    designer.host.get_by_role("button", name="Inbox 2").click()
    designer.dialog.get_by_role("listitem").nth(1).get_by_role("button", name="Decline").click()
    designer.dialog.get_by_label("Reason, which the expert sees").fill("The help says it.")
    designer.dialog.get_by_role("button", name="Send").click()
    designer.dialog.get_by_role("button", name="Add it").click()
    expect(designer.field("What is asked")).to_have_value("Says when to come back")
    assert {remark.state for remark in study.remarks()} == {"accepted", "declined: The help says it."}
    study.close()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_in_the_designer(lab: Lab, start: Start, dark: bool):
    _, designer = start()
    lab.theme(dark=dark)
    lab.page.locator("#jupyterlab-splash").wait_for(state="detached")
    designer.preview.ready()
    designer.open("Worst harm")
    designer.host.locator("[data-fields] .folded > summary").click()
    designer.host.locator(".totals > summary").click()
    assert lab.axe(designer.host) == []
    for name in ("Import", "Inbox", "Changes", "Keys"):
        designer.host.get_by_role("button", name=name).first.click()
        designer.dialog.wait_for()
        assert lab.axe(designer.host) == [], name
        designer.press("Escape")
        expect(designer.dialog).to_have_count(0)


def test_on_a_phone_outline_and_preview_are_two_tabs(lab: Lab, start: Start):
    _, designer = start()
    lab.size(390, 844)
    preview = designer.host.locator(".preview")
    last_tool = designer.host.locator(".tools > :last-child").bounding_box()
    header = designer.host.locator(".header").first.bounding_box()
    assert last_tool
    assert header
    assert last_tool["x"] + last_tool["width"] <= header["x"] + header["width"]
    expect(preview).to_be_hidden()
    designer.button("Preview").click()
    expect(preview).to_be_visible()
    expect(designer.lines.first).to_be_hidden()
    assert lab.axe(designer.host) == []


def test_hostile_rubric_text_stays_text(lab: Lab, start: Start):
    evil = "<img src=x onerror=alert(1)>**bold** [x](javascript:alert(1)) ![](http://tracker.example/p.png)"
    _, designer = start(
        RUBRIC.replace("Unsupported statements", f"'{evil}'").replace("Judge the **answer**", evil.replace('"', ""))
    )
    designer.preview.ready()
    expect(designer.lines.last).to_contain_text("<img src=x onerror=alert(1)>")
    expect(designer.preview.row("unsupported")).to_contain_text("<img src=x")
    designer.open("<img")
    designer.press("Escape", "v", "i")
    expect(designer.preview.dialog).to_contain_text("<img src=x onerror=alert(1)>")
    assert designer.host.locator("img, [onerror]").count() == 0
    assert designer.host.locator("a[href^='javascript']").count() == 0
    assert lab.dialogs == []
    assert lab.traffic.foreign == []


def test_letters_typed_in_the_designer_are_no_shortcuts_of_the_notebook(lab: Lab, folder: Path, start: Start):
    notebook, designer = start()
    sources = notebook.sources
    designer.press("d", "d", "x", "Escape", "z", "b", "Shift+Enter")
    designer.press("v", "d", "d", "b", "Escape")
    assert notebook.sources == sources
    notebook.save()
    text = (folder / "design.ipynb").read_text("utf-8")
    assert "Chest tightness" not in text
    assert "Browser rubric" not in text
