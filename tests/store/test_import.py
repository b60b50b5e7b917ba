"""Items come in once, whole, in order; a changed one is refused; a killed import goes on."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from evalwidgets import Item, Message, Response, Study
from evalwidgets.errors import ItemError
from evalwidgets.items import ItemReader, item_from_json
from evalwidgets.rubrics.model import Binary
from evalwidgets.store import schema
from tests.store.builders import RUBRIC, all_rows, check_books, rows, study
from tests.store.importer import RULES
from tests.store.processes import start

PNG = b"\x89PNG\r\n\x1a\n" + b"picture" * 100


def write_lines(path: Path, lines: list[dict]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_items_responses_and_tasks_are_stored(place: str) -> None:
    pilot = study(place, 3, responses=3)
    items = all_rows(pilot.store, schema.items)
    assert [item.id for item in items] == ["q0", "q1", "q2"]
    assert [item_from_json(item.body).hash for item in items] == [item.hash for item in items]
    assert {(row.id, row.model) for row in all_rows(pilot.store, schema.responses)} == {
        (f"response_{letter}", f"model-{letter}") for letter in "abc"
    }
    tasks = all_rows(pilot.store, schema.tasks)
    assert [task.kind for task in tasks[:6]] == ["grade"] * 3 + ["compare"] * 3
    assert pilot.status().tasks == {"grade": 9, "compare": 9}
    check_books(pilot.store)


def test_the_same_items_again_add_nothing(place: str) -> None:
    pilot = study(place, 5)
    assert repr(pilot.add(rows(5), progress=False)) == "<nothing new: the source has not changed>"
    assert pilot.add((row for row in rows(5)), progress=False).added == 0, "read again, for a generator has no identity"
    assert pilot.add(rows(7), progress=False).added == 2
    assert study(place, 7).status().items == 7
    check_books(pilot.store)


def test_changed_content_under_a_known_id_is_refused_with_both_hashes(place: str) -> None:
    pilot = study(place, 3)
    changed = rows(4)
    changed[1]["response_a"] = "Another answer."
    there = all_rows(pilot.store, schema.items)[1].hash
    with pytest.raises(
        ItemError, match=rf"row 2: item 'q1' .*other content: there {there[:12]}, given [0-9a-f]{{12}}\."
    ):
        pilot.add(changed, progress=False)
    assert pilot.status().items == 3
    left = pilot.add(changed, on_error="skip", progress=False)
    assert (left.added, len(left.report)) == (1, 1)
    assert "give the changed item a new id" in str(left.report.rows[0])
    assert item_from_json(all_rows(pilot.store, schema.items)[1].body).responses[0].text == "Answer a to 1."


@pytest.mark.parametrize(
    ("own", "message"),
    [
        ([{"id": "right"}], "'right' has the id of one of the rubric's"),
        ([{"id": "a", "needs": ["wrong"]}], "'a', needs: there is no criterion 'wrong'"),
        ([{"id": "a", "weight_class": "grave"}], "'a', weight_class: there is no class 'grave'"),
        ([{"id": "a", "needs": ["b"]}, {"id": "b", "needs": ["a"]}], "'b', needs: the needs go in a circle"),
    ],
)
def test_an_items_own_criterion_that_does_not_fit_the_rubric_is_refused(
    place: str, own: list[dict[str, Any]], message: str
) -> None:
    clash = Item(
        id="q9",
        prompt=(Message(role="user", text="?"),),
        responses=(Response(id="a", messages=(Message(role="assistant", text="!"),)),),
        criteria=tuple(Binary.model_validate({"text": "Is right for this one", **one}) for one in own),
    )
    pilot = study(place, 2)
    with pytest.raises(ItemError, match=f"row 1: item 'q9': its own criterion {message}"):
        pilot.add([clash], progress=False)
    left = pilot.add([clash, *rows(3)], on_error="skip", progress=False)
    assert (left.added, len(left.report)) == (1, 1)


def test_an_unchanged_file_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_lines(tmp_path / "items.jsonl", rows(20))
    place = tmp_path / "s.db"
    args = {"items": source, "rubric": RUBRIC, "progress": False}
    Study.create(place, **args)
    monkeypatch.setattr(ItemReader, "__iter__", lambda _self: pytest.fail("the file was read again"))
    assert Study.create(place, **args).status().items == 20


def test_an_import_cut_off_by_a_bad_row_goes_on_when_it_is_mended(tmp_path: Path) -> None:
    lines = rows(2500)
    lines[2200] = {"id": "bad", "prompt": "", "response_a": "x"}
    place = tmp_path / "s.db"
    with pytest.raises(ItemError, match=r"line 2,201"):
        Study.create(place, items=write_lines(tmp_path / "i.jsonl", lines), rubric=RUBRIC, progress=False)
    assert Study.open(place).status().items == 2000
    mended = write_lines(tmp_path / "i.jsonl", rows(2500))
    assert Study.create(place, items=mended, rubric=RUBRIC, progress=False).status().items == 2500
    check_books(Study.open(place).store)


def test_a_killed_import_goes_on_where_it_was(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_lines(tmp_path / "items.jsonl", rows(30_000))
    process = start("tests.store.importer", place, str(source))
    deadline = time.monotonic() + 60
    stored = 0
    while stored < 2000 and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.02)
        try:
            stored = Study.open(place).status().items
        except Exception:  # noqa: BLE001 (the study is being made)
            continue
    process.kill()
    assert process.wait() == -9
    before = Study.open(place)
    stored = before.status().items
    assert 2000 <= stored < 30_000
    (at,) = all_rows(before.store, schema.sources)
    assert (at.rows, at.complete) == (stored, False)
    check_books(before.store)
    began: list[int] = []
    original = ItemReader.__iter__
    monkeypatch.setattr(ItemReader, "__iter__", lambda self: began.append(self._start) or original(self))
    pilot = Study.create(place, items=source, rubric=RUBRIC, protocol=RULES, title="Pilot", progress=False)
    assert began == [stored], "what was stored is not read again"
    assert [item.id for item in all_rows(pilot.store, schema.items)] == [f"q{n}" for n in range(30_000)]
    assert all_rows(pilot.store, schema.sources)[0].complete
    check_books(pilot.store)


def test_media_are_kept_once_under_the_hash_of_their_bytes(place: str) -> None:
    lines = [{**row, "image": PNG} for row in rows(3)]
    pilot = Study.create(place, items=lines, rubric=RUBRIC, progress=False)
    (blob,) = all_rows(pilot.store, schema.media)
    assert (blob.sha256, blob.mime, bytes(blob.bytes)) == (hashlib.sha256(PNG).hexdigest(), "image/png", PNG)
    assert item_from_json(all_rows(pilot.store, schema.items)[2].body).media[0].sha256 == blob.sha256


def test_two_imports_at_once_make_one_study(place: str, tmp_path: Path) -> None:
    study(place, 1)
    one, other = Study.open(place), Study.open(place)
    first, second = rows(4000)[:2500], rows(4000)[1500:]
    both = [
        threading.Thread(target=lambda: one.add(first, progress=False)),
        threading.Thread(target=lambda: other.add(second, progress=False)),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert {item.id for item in all_rows(one.store, schema.items)} == {f"q{n}" for n in range(4000)}
    check_books(one.store)


def test_experts_work_while_items_come_in(place: str) -> None:
    pilot = study(place, 5, order="shuffled")
    adding = threading.Thread(target=lambda: Study.open(place).add(rows(6000), progress=False))
    session = pilot.session("ada")
    adding.start()
    done = 0
    while adding.is_alive():
        if session.next() is not None:
            session.submit({"right": "met"})
            done += 1
    adding.join()
    while done < 200 and session.next() is not None:
        session.submit({"right": "met"})
        done += 1
    ranks = {task.id: task.rank for task in all_rows(pilot.store, schema.tasks)}
    (seat,) = all_rows(pilot.store, schema.seats)
    judged = {row.task for row in all_rows(pilot.store, schema.assignments)}
    left = [(rank, task) for task, rank in ranks.items() if task not in judged]
    assert (seat.cursor_rank, seat.cursor_task) < min(left), "no task that came in late is passed over"
    check_books(pilot.store)
