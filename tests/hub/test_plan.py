"""Before a push: what would go, what may identify somebody, and what is not permitted."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from evalwidgets import Study
from evalwidgets.cli import app
from evalwidgets.errors import HubError
from evalwidgets.hub.plan import plan
from evalwidgets.hub.push import push
from evalwidgets.hub.scan import IdentifiersFound, Scanner
from tests.hub.server.host import Hub
from tests.hub.studies import REPO, client, grade, load, pilot
from tests.store.builders import RUBRIC, rows

IDENTIFIERS = {
    "e-mail": ["write to jane.doe@clinic.example please", "J+x_1@a-b.co.uk"],
    "phone": ["call +49 170 1234567", "ring 0041 44 668 18 00.", "(555) 010-9999", "555.010.9999", "030/901820-1234"],
    "record number": [
        "MRN: 00482913",
        "patient id #A-4482913",
        "case no. 123 456 789",
        "078-05-1120",
        "Record number 55123",
    ],
    "name": ["as Mrs. O'Neil said", "JANE DOE"],
}
HARMLESS = [
    "0.5-1.0 mg twice a day, 2019-2020, 10/12/2024",
    "see page 123, table 4567; p < 0.001; ratio 3:4",
    "the patient is 45 years old and weighs 80 kg",
    "ICD-10 F32.1, LOINC 4548-4, 1,000,000 IU",
    "an e-mail address has an @ in it; 3 @ 5 euros",
    "in 20 to 30 cases; file 12; record 7",
    "between 100 and 200 mg/dL (5.6-11.1 mmol/L)",
]


def scanned(words: list[str], names: list[str]) -> list[tuple[str, str]]:
    import pyarrow as pa

    from evalwidgets.hub.layout import CONFIGS
    from evalwidgets.tables.columns import arrow_schema

    config = CONFIGS["items"]
    lines = [
        {"item": str(n), "prompt": [{"role": "user", "text": text}], "responses": []} for n, text in enumerate(words)
    ]
    scanner = Scanner(names)
    scanner.look(config, pa.Table.from_pylist(lines, schema=arrow_schema(config.columns)))
    return [(finding.kind, finding.row) for finding in scanner.findings]


@pytest.mark.parametrize("kind", IDENTIFIERS)
def test_what_may_identify_somebody_is_found(kind: str) -> None:
    found = scanned(IDENTIFIERS[kind], ["Jane Doe", "O'Neil"])
    assert {row for of_kind, row in found if of_kind == kind} == {str(n) for n in range(len(IDENTIFIERS[kind]))}


def test_doses_years_and_codes_are_not_taken_for_identifiers() -> None:
    assert scanned(HARMLESS, ["Doe"]) == []


@pytest.fixture
def judged(tmp_path: Path) -> Study:
    made = pilot(tmp_path / "study.db")
    session = made.session("dr-osei")
    session.next()
    session.submit({"right": {"value": "met", "comment": "call +49 170 1234567"}}, note="ask DR-OSEI")
    grade(made, "dr-osei", 2)
    return made


def test_a_push_lists_what_it_found_and_sends_nothing(hub: Hub, judged: Study) -> None:
    with pytest.raises(
        IdentifiersFound, match=r"phone in judgments .*, answers.comment: “call \+49 170 1234567”"
    ) as found:
        push(judged.store, client())
    assert {finding.kind for finding in found.value.findings} == {"phone", "name"}
    assert not any(path.endswith(".parquet") for path in hub.repo(REPO).at("main").tree)
    session = judged.session("dr-osei")
    session.amend(session.history()[-1], {"right": "met"})
    push(judged.store, client())
    assert "1234567" not in str(list(load("judgments"))), "what was corrected before it was sent stays at home"


def test_a_folder_is_asked_about_like_a_push(judged: Study, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(IdentifiersFound, match=r"2 places may identify somebody\. Nothing was published"):
        judged.publish(out, progress=False)
    assert [path.name for path in tmp_path.iterdir() if "out" in path.name] == []
    with pytest.raises(IdentifiersFound, match=r"name in items q1, prompt\.text: “Question 1\?”"):
        judged.publish(out, names=["question 1"], progress=False)
    assert judged.publish(out, identifiers="accept", progress=False).rows["judgments"] == 3
    assert judged.publish(out, progress=False).rows["judgments"] == 3, "who has looked is not asked again"


def test_what_is_withheld_is_not_asked_about(tmp_path: Path) -> None:
    made = pilot(tmp_path / "study.db", withhold=("comment",))
    session = made.session("ada")
    session.next()
    session.submit({"right": {"value": "met", "comment": "call +49 170 1234567"}})
    assert made.publish(tmp_path / "out", progress=False).rows["judgments"] == 1


def test_the_words_of_rubrics_are_looked_through_also_of_one_adopted(hub: Hub, tmp_path: Path) -> None:
    told = "Read it twice. When in doubt write to a colleague you trust, or call the study's physician Jane Doe (1)."
    first = RUBRIC.model_copy(update={"instructions": told})
    made = Study.create(tmp_path / "study.db", items=rows(1), rubric=first, progress=False)
    with pytest.raises(IdentifiersFound, match=f"1 place .*\n  name in rubrics {first.hash}, body: .*Jane Doe"):
        made.publish(tmp_path / "out", names=["jane doe"], progress=False)
    made.publish(tmp_path / "out", progress=False)
    right, *others = RUBRIC.groups[0].criteria
    asked = right.model_copy(update={"help": "If not:\njane@clinic.example knows."})
    group = RUBRIC.groups[0].model_copy(update={"criteria": (asked, *others)})
    second = RUBRIC.model_copy(update={"groups": (group,), "version": "2"})
    made.adopt(second)
    with pytest.raises(
        IdentifiersFound, match=f"e-mail in rubrics {second.hash}.*If not: jane@clinic.example"
    ) as found:
        push(made.store, client())
    assert [finding.found for finding in found.value.findings] == ["jane@clinic.example"]


def test_none_of_our_rubrics_holds_what_may_identify_somebody() -> None:
    from evalwidgets.hub.layout import CONFIGS
    from evalwidgets.hub.small import as_table
    from evalwidgets.rubrics import library, load_rubric

    ours = [load_rubric(entry.name) for entry in library()]
    scanner = Scanner()
    lines = [{"rubric_hash": one.hash, "body": one.model_dump_json()} for one in ours]
    scanner.look(CONFIGS["rubrics"], as_table("rubrics", lines))
    assert (len(ours) >= 18, scanner.findings) == (True, [])


def test_who_has_looked_is_not_asked_again(hub: Hub, judged: Study) -> None:
    push(judged.store, client(), accept=True)
    session = judged.session("dr-osei")
    session.next()
    session.submit({"right": {"value": "met", "comment": "the same +49 170 1234567"}})
    push(judged.store, client())
    session.next()
    session.submit({"right": {"value": "met", "comment": "another +49 170 7654321"}})
    with pytest.raises(IdentifiersFound, match="1 place may"):
        push(judged.store, client())
    assert len(load("judgments")) == 4


def test_a_plan_says_what_would_go_and_changes_nothing(hub: Hub, judged: Study) -> None:
    first = plan(judged.store, client())
    assert (first.exists, first.private, first.new["judgments"], first.there["judgments"]) == (False, True, 3, 0)
    assert len(first.findings) == 2
    assert "new; private, only members see it" in repr(first)
    assert "the protocol names no licence" in first.warnings[0]
    assert hub.storage.repos == {}
    done = push(judged.store, client(), accept=True)
    assert done.rows == first.new
    assert first.card == (load_card(hub))
    nothing = plan(judged.store, client())
    assert (nothing.exists, nothing.new, nothing.findings, nothing.there["judgments"]) == (True, {}, (), 3)
    assert "nothing new" in repr(nothing)
    assert "answers" in nothing.visible


def load_card(hub: Hub) -> str:
    return hub.storage.read(hub.repo(REPO).at("main").tree["README.md"].sha256).decode()


def test_what_may_not_be_passed_on_is_not_made_public(hub: Hub, tmp_path: Path) -> None:
    made = pilot(tmp_path / "study.db", permitted_use=("evaluation",))
    grade(made, "ada", 1)
    with pytest.raises(HubError, match=r"may not be made public.* the protocol permits evaluation only"):
        push(made.store, client(), private=False)
    push(made.store, client())
    assert "They may be used for evaluating models only." in load_card(hub)
    hub.repo(REPO).private = False
    with pytest.raises(HubError, match="may not be made public"):
        push(made.store, client())
    rubric = RUBRIC.model_copy(update={"permitted_use": ("training",)})
    other = Study.create(tmp_path / "other.db", items=rows(1), rubric=rubric, progress=False)
    with pytest.raises(HubError, match="the rubric plain permits training only"):
        push(other.store, client(), private=False)


def run(*arguments: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(app, ["publish", *arguments], input=answer)
    return done.exit_code, done.output


def test_the_command_line_plans_asks_and_pushes(
    hub: Hub, judged: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_writer")
    place = str(tmp_path / "study.db")
    code, said = run(place, REPO, "--dry-run")
    assert (code, "3 new" in said, "phone in judgments" in said) == (0, True, True)
    assert hub.storage.repos == {}
    code, said = run(place, REPO, answer="n\n")
    assert (code, "Let all of these pass?" in said) == (1, True)
    assert hub.storage.repos == {}
    code, said = run(place, REPO, "--tag", "v1", answer="y\n")
    assert (code, "3 judgments" in said) == (0, True), said
    assert len(load("judgments", revision="v1")) == 3
    code, said = run(place, REPO, "--public")
    assert (code, "Everybody would see" in said, hub.repo(REPO).private) == (0, True, False), said
    code, said = run(place, str(tmp_path / "folder"))
    assert (code, "load_dataset" in said) == (0, True)
    assert "hf_writer" not in said


def test_the_command_line_asks_before_it_writes_a_folder(judged: Study, tmp_path: Path) -> None:
    place, out, names = str(tmp_path / "study.db"), tmp_path / "folder", tmp_path / "names.txt"
    names.write_text("Question 1\n", "utf-8")
    code, said = run(place, str(out), "--names", str(names), answer="n\n")
    assert (code, "phone in judgments" in said, "name in items" in said, out.exists()) == (1, True, True, False), said
    code, said = run(place, str(out), answer="y\n")
    assert (code, "load_dataset" in said) == (0, True), said
    code, said = run(place, str(out), "--names", str(names), "--accept-findings")
    assert (code, "load_dataset" in said) == (0, True), said
