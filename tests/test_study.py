"""The front door: what a researcher types, and what comes back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from evalwidgets import Protocol, Study
from evalwidgets.errors import StudyError
from tests.store.builders import ANSWERS, RUBRIC, rows, study


def test_the_cell_can_be_run_again(place: str) -> None:
    first = study(place)
    first.session("ada").next()
    again = study(place)
    assert again.id == first.id
    assert again.session("ada").next().position == 1


def test_it_is_named_after_its_file_or_as_told(tmp_path: Path) -> None:
    kinds = Protocol(kinds=("grade",))
    assert Study.create(tmp_path / "cardiology.db", rubric=RUBRIC, protocol=kinds).title == "cardiology"
    assert Study.create(tmp_path / "other.db", rubric=RUBRIC, protocol=kinds, title="Pilot 2").title == "Pilot 2"


def test_a_rubric_is_needed(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match='A study needs a rubric: rubric="medical_accuracy"'):
        Study.create(tmp_path / "s.db", items=rows(1))


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ({"overlap": 0}, "protocol, overlap: Input should be greater than or equal to 1"),
        ({"overlop": 2}, "protocol, overlop: Extra inputs are not permitted"),
        ({"kinds": ["grade", "rank"]}, r"protocol, kinds: there is no kind .*'rank'.*; there is grade, compare"),
        ({"kinds": []}, "protocol, kinds"),
    ],
)
def test_a_protocol_that_cannot_be_is_refused(tmp_path: Path, protocol: dict, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        Study.create(tmp_path / "s.db", rubric=RUBRIC, protocol=protocol)
    assert not (tmp_path / "s.db").exists()


def test_it_prints_how_far_each_expert_is(place: str) -> None:
    pilot = study(place, 3, responses=2)
    ada = pilot.session("ada")
    ada.submit(ANSWERS, ada.next().task)
    ada.skip("unclear", ada.next().task)
    pilot.session("ben", "compare")
    said = repr(pilot)
    assert "rubric Plain 1.0.0; 3 items, 3 compare tasks, 6 grade tasks, 1 judged" in said
    assert "ada  grade    1 of 6 (1 skipped)" in said
    assert "ben  compare  0 of 3" in said


def test_its_bars_are_in_html_and_nothing_in_them_runs(tmp_path: Path) -> None:
    pilot = study(tmp_path / "s.db", 4, title="<script>alert(1)</script>")
    name = "<img src=x onerror=alert(1)>"
    session = pilot.session(name)
    session.submit(ANSWERS, session.next().task)
    html = pilot._repr_html_()
    assert "<script>" not in html
    assert "<img" not in html
    assert "&lt;img src=x onerror=alert(1)&gt;" in html
    assert "width:25.00%" in html
    assert "aria-label='1 of 4'" in html


def test_a_study_without_experts_says_so(tmp_path: Path) -> None:
    pilot = study(tmp_path / "s.db")
    assert "no expert has begun" in repr(pilot)
    assert "no expert has begun" in pilot._repr_html_()


def test_opening_a_study_and_its_first_task_imports_no_table_library(tmp_path: Path) -> None:
    place = tmp_path / "s.db"
    study(place).close()
    code = (
        "import sys; from evalwidgets import Study\n"
        f"session = Study.open({str(place)!r}).session('ada'); task = session.next()\n"
        "session.submit({'right': 'met'})\n"
        "heavy = {'datasets', 'pandas', 'pyarrow', 'adbc_driver_manager', 'psycopg', 'numpy', 'IPython'}\n"
        "print(sorted(heavy & {name.partition('.')[0] for name in sys.modules}))\n"
        "print(any('dialects.postgresql' in name for name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["[]", "False"]


def test_a_forked_child_works_on_connections_of_its_own(place: str) -> None:
    code = f"""
import multiprocessing, sys
sys.path.insert(0, {str(Path(__file__).parents[1])!r})
from evalwidgets import Study
from tests.store.builders import study, check_books
pilot = study({place!r}, 40)
ada = pilot.session("ada")
ada.submit({{"right": "met"}}, ada.next().task)
def child():
    mine = pilot.session("ben")
    for _ in range(20):
        mine.submit({{"right": "met"}}, mine.next().task)
if __name__ == "__main__":
    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    for _ in range(20):
        ada.submit({{"right": "met"}}, ada.next().task)
    process.join()
    assert process.exitcode == 0
    ada.submit({{"right": "met"}}, ada.next().task)
    pilot.close()
    again = Study.open({place!r})
    check_books(again.store)
    print([(one.expert, one.submitted) for one in again.status().experts])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[('ada', 22), ('ben', 20)]"


def test_a_closed_study_opens_its_connections_again_when_needed(place: str) -> None:
    pilot = study(place)
    pilot.close()
    pilot.close()
    assert pilot.status().items == 5


def test_rows_left_out_are_told(tmp_path: Path) -> None:
    lines = [*rows(2), {"id": "bad", "prompt": " ", "response_a": "x"}]
    pilot = Study.create(tmp_path / "s.db", items=lines, rubric=RUBRIC, on_error="skip", progress=False)
    assert pilot.imported.added == 2
    assert "row 3, column 'prompt'" in str(pilot.imported.report.rows[0])


def test_scores_come_out_as_they_went_in(place: str, tmp_path: Path) -> None:
    pilot = study(place, 2)
    session = pilot.session("ada")
    made = session.submit(ANSWERS, session.next().task)
    (row,) = pilot.scores().to_list()
    assert (row["expert"], row["item"], row["criterion"], row["label"], row["model"]) == (
        "ada", "q0", "right", "met", "model-a",
    )  # fmt: skip
    assert pilot.judgments()[0]["judgment_id"] == made.id
    assert len(pilot.items()) == len(pilot.to_pandas()) + 1 == 2
    assert len(pilot.comparisons()) == 0
    pilot.export(tmp_path / "scores.csv", progress=False)
    assert "right" in (tmp_path / "scores.csv").read_text("utf-8")


def test_a_reader_sees_one_state_from_beginning_to_end(place: str) -> None:
    from evalwidgets.store import seats

    pilot = study(place)
    session = pilot.session("ada")
    with pilot.store.reading() as connection:
        before = seats.count(connection, session._seat, None)
        session.submit(ANSWERS, session.next().task)
        assert seats.count(connection, session._seat, None) == before
    assert session.progress.submitted == before.submitted + 1
