"""A rubric's file under an editor: nothing of others is overwritten, nothing of ours is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalwidgets.errors import RubricError, RubricFileChanged
from evalwidgets.rubrics import Rubric
from evalwidgets.rubrics.rubric_file import RubricFile
from tests.rubrics.test_yaml_patch import WRITTEN


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cardio.yaml"
    path.write_text(WRITTEN, "utf-8")
    return path


def renamed(file: RubricFile, title: str) -> Rubric:
    assert file.rubric is not None
    return file.rubric.model_copy(update={"title": title})


def test_a_save_changes_the_lines_that_changed(path: Path):
    file = RubricFile(path)
    assert file.save(renamed(file, "Heart"))
    assert path.read_text("utf-8") == WRITTEN.replace("Cardio: first line", "Heart")
    assert file.rubric == Rubric.from_yaml(path.read_text("utf-8"))
    assert not file.is_changed


def test_line_ends_permissions_and_links_stay(path: Path, tmp_path: Path):
    path.write_bytes(WRITTEN.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)
    file = RubricFile(link)
    file.save(renamed(file, "Heart"))
    assert link.is_symlink()
    assert path.read_bytes() == WRITTEN.replace("Cardio: first line", "Heart").replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_file_that_others_changed_is_not_overwritten(path: Path):
    file = RubricFile(path)
    theirs = WRITTEN.replace("Tone", "Manner")
    path.write_text(theirs, "utf-8")
    assert file.is_changed
    with pytest.raises(RubricFileChanged, match=r"cardio\.yaml was changed by somebody else"):
        file.save(renamed(file, "Heart"))
    assert path.read_text("utf-8") == theirs
    beside = file.beside()
    assert beside.path.name == "cardio-2.yaml"
    beside.save(renamed(file, "Heart"))
    assert file.beside().path.name == "cardio-3.yaml"
    file.reload()
    assert file.rubric is not None
    assert file.rubric.criterion("tone").text == "Manner"


def test_a_file_that_appeared_or_went_is_a_change_too(path: Path, tmp_path: Path):
    file = RubricFile(path)
    new = RubricFile(tmp_path / "new.yaml")
    assert new.rubric is None
    path.unlink()
    (tmp_path / "new.yaml").write_text(WRITTEN, "utf-8")
    for changed in (file, new):
        with pytest.raises(RubricFileChanged):
            changed.save(Rubric.from_yaml(WRITTEN))


def test_a_layout_that_cannot_be_changed_in_place_is_kept_beside(path: Path):
    text = "id: a\ntitle: &t A  # ours\ngroups:\n  - {id: g, title: *t, criteria: [{id: c, text: C}]}\n"
    path.write_text(text, "utf-8")
    file = RubricFile(path)
    assert not file.save(renamed(file, "B"))
    assert Rubric.from_yaml(path.read_text("utf-8")).title == "B"
    assert path.with_name("cardio.yaml.old").read_text("utf-8") == text


def test_json_is_written_as_json(tmp_path: Path):
    path = tmp_path / "cardio.json"
    file = RubricFile(path)
    file.save(Rubric.from_yaml(WRITTEN))
    assert json.loads(path.read_text("utf-8"))["id"] == "cardio"
    assert RubricFile(path).rubric == Rubric.from_yaml(WRITTEN)


def test_a_draft_is_kept_beside_the_file_it_began_from(path: Path):
    file = RubricFile(path)
    assert file.kept() is None
    assert file.keep({"id": "half"}, 7)
    again = RubricFile(path).kept()
    assert again is not None
    assert (again.data, again.changes) == ({"id": "half"}, 7)
    path.write_text(WRITTEN.replace("Tone", "Manner"), "utf-8")
    assert RubricFile(path).kept() is None, "it began from another file"
    file.draft_path.write_text("no draft", "utf-8")
    assert file.kept() is None
    file.drop_draft()
    assert not file.draft_path.exists()


def test_a_folder_that_cannot_be_written_is_said(path: Path, monkeypatch: pytest.MonkeyPatch):
    file = RubricFile(path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert not file.keep({}, 1)
    with pytest.raises(RubricError, match=r"cardio\.yaml cannot be written in .*: No space left on device"):
        file.save(renamed(file, "Heart"))
    assert path.read_text("utf-8") == WRITTEN
    assert [entry.name for entry in path.parent.iterdir()] == ["cardio.yaml"]
