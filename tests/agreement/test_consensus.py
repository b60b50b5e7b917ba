"""One answer from several, each saying how and of whom; and rankings from comparisons."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evalwidgets import Study
from evalwidgets.agreement.consensus import consensus_of
from evalwidgets.errors import AgreementError
from tests.agreement.studies import binary_marks, rubric_of, sharp


def rows(values: np.ndarray, how: Any, **rules: Any) -> list[dict[str, Any]]:
    return list(consensus_of(binary_marks({"a": values}), how, **rules))


VALUES = np.array([[1, 1, 0], [0, 1, np.nan], [0, 0, 0]])


def test_a_majority_says_how_and_of_whom() -> None:
    first, tied, last = rows(VALUES, "majority")
    assert (first["label"], first["number"], first["n"]) == ("met", 1.0, 3)
    assert first["certainty"] == pytest.approx(2 / 3)
    assert first["how"] == "majority, tie none"
    assert first["experts"] == ["e1", "e2", "e3"]
    assert (tied["label"], tied["number"], tied["experts"]) == (None, None, ["e1", "e2"])
    assert last["certainty"] == 1
    assert rows(VALUES, "majority", tie="highest")[1]["label"] == "met"
    assert rows(VALUES, "majority", tie="lowest")[1]["label"] == "unmet"


def test_means_and_medians_are_numbers_without_a_label() -> None:
    assert [row["number"] for row in rows(VALUES, "mean")] == pytest.approx([2 / 3, 0.5, 0])
    assert [row["number"] for row in rows(VALUES, "median")] == [1, 0.5, 0]
    assert {row["label"] for row in rows(VALUES, "trimmed")} == {None}


def test_dawid_and_skene_say_how_sure_they_are() -> None:
    values = sharp(np.random.default_rng(0), 200, 4, 0.8)
    found = rows(values, "dawid_skene")
    assert all(0.5 <= row["certainty"] <= 1 for row in found)
    by_majority = rows(values, "majority")
    same = [a["label"] == b["label"] for a, b in zip(found, by_majority, strict=True) if b["label"]]
    assert np.mean(same) > 0.9


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(AgreementError, match="there is no rule 'best'"):
        rows(VALUES, "best")


def test_comparisons_give_agreement_with_and_without_ties_and_a_ranking(tmp_path: Path) -> None:
    from evalwidgets.rubrics.model import Binary

    items = [
        {
            "id": f"q{n}",
            "prompt": f"Q{n}?",
            "response_a": f"Good answer {n}.",
            "response_b": f"Poor answer {n}.",
            "model_a": "northwind",
            "model_b": "harbour",
        }
        for n in range(40)
    ]
    protocol = {"kinds": ("compare",), "order": "shuffled", "seed": 3}
    study = Study.create(
        tmp_path / "s.db", items=items, rubric=rubric_of(Binary(id="a", text="A")), protocol=protocol, progress=False
    )
    random = np.random.default_rng(1)
    for expert in ("ada", "ben", "cem"):
        session = study.session(expert, "compare")
        while (task := session.next()) is not None:
            good = "A" if task.view.responses[0].messages[0].text.startswith("Good") else "B"
            chosen = random.choice([good, "tie", "B" if good == "A" else "A"], p=[0.7, 0.2, 0.1])
            session.submit({"preference": "tie"} if chosen == "tie" else {"preference": str(chosen), "strength": 1})
    found = study.preferences(resamples=200)
    assert found.with_ties.value < found.without_ties.value
    assert found.alpha.n_units == 40
    assert found.alpha.most_frequent == "first"  # the good one, in whatever order it was shown
    ranking = study.ranking()
    assert [one.model for one in ranking.standings] == ["northwind", "harbour"]
    first, last = ranking.to_pandas().to_dict("records")
    assert (first["model"], first["how"], first["experts"]) == ("northwind", ranking.method, ["ada", "ben", "cem"])
    assert first["strength"] > last["strength"]
    best = ranking.standings[0]
    assert best.low < best.strength < best.high
    assert best.low > 0
    assert best.comparisons == 120
    assert "Bradley–Terry with ties, of ada, ben, cem" in str(ranking)
    assert study.ranking("elo").standings[0].model == "northwind"
