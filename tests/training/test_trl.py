"""A real trainer of TRL takes a step on every view that it trains, as the view is.

Runs where ``evalwidgets[training]`` is installed; on the CPU, without a network.
"""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

import pytest

trl = pytest.importorskip("trl", reason="needs evalwidgets[training]")

from evalwidgets import Study  # noqa: E402 (after what it cannot run without)
from evalwidgets.rubrics.model import Rubric  # noqa: E402
from tests.hub.training_studies import BAD, GOOD, compare, grade, items, solved, study  # noqa: E402
from tests.training import tiny  # noqa: E402

ROWS = 4
COMMON = {
    "max_steps": 1,
    "per_device_train_batch_size": 4,
    "learning_rate": 0.1,
    "report_to": "none",
    "use_cpu": True,
    "bf16": False,
    "gradient_checkpointing": False,
    "save_strategy": "no",
    "logging_steps": 1,
    "disable_tqdm": True,
    "dataloader_drop_last": False,
}


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """Four items with two responses each, graded and compared."""
    monkeypatch.setitem(os.environ, "HF_HUB_OFFLINE", "1")
    one = study(tmp_path / "pilot.db", items(ROWS, BAD, GOOD))
    grade(one, "e1", {GOOD: {"safe": "met", "kind": "met"}, BAD: {"safe": "unmet", "kind": "met"}})
    compare(one, "e1", {f"May I drive, {n}?": (GOOD, 2) for n in range(ROWS)})
    return one


def words_of(view: Any) -> list[str]:
    """All texts of a view, to make a vocabulary of."""
    cells = [cell for row in view.to_list() for cell in row.values()]
    plain = [cell for cell in cells if isinstance(cell, str)]
    return plain + [turn["content"] for cell in cells if _is_chat(cell) for turn in cell]


def _is_chat(cell: Any) -> bool:
    return isinstance(cell, list) and all(isinstance(one, dict) and "content" in one for one in cell)


def one_step(trainer: Any) -> None:
    """Take it, and see that it was one: a finite loss, weights that moved, and every row there."""
    before = {name: weight.detach().clone() for name, weight in trainer.model.named_parameters()}
    loss = trainer.train().training_loss
    assert math.isfinite(loss)
    assert any(not weight.equal(before[name]) for name, weight in trainer.model.named_parameters())


VIEWS = [
    ("preference", {}),
    ("preference", {"source": "comparisons"}),
    ("unpaired_preference", {"threshold": 0.5}),
    ("unpaired_preference", {"source": "comparisons"}),
    ("prompt_completion", {"threshold": 0.5}),
    ("reward", {}),
    ("reward", {"source": "comparisons"}),
]
TRAINERS = {
    "preference": ("DPOTrainer", "DPOConfig"),
    "unpaired_preference": ("KTOTrainer", "KTOConfig"),
    "prompt_completion": ("SFTTrainer", "SFTConfig"),
    "reward": ("RewardTrainer", "RewardConfig"),
}


@pytest.mark.parametrize("conversational", [False, True], ids=["plain", "conversational"])
@pytest.mark.parametrize(
    ("view", "how"), VIEWS, ids=lambda one: one if isinstance(one, str) else one.get("source", "grades")
)
def test_a_trainer_takes_a_step(judged: Study, tmp_path: Path, view: Any, how: Any, conversational: bool) -> None:
    rows = judged.training(view, conversational=conversational, **how)
    model = tiny.save(
        tmp_path / "model", words_of(rows), task="SequenceClassification" if view == "reward" else "CausalLM"
    )
    trainer_name, config_name = TRAINERS[view]
    config = getattr(trl, config_name)(output_dir=str(tmp_path / "out"), **COMMON)
    trainer = getattr(trl, trainer_name)(model, args=config, train_dataset=rows)
    assert len(trainer.train_dataset) == len(rows)
    one_step(trainer)


def test_the_margin_of_a_reward_view_enters_the_loss(judged: Study, tmp_path: Path) -> None:
    rows = judged.training("reward")
    model = tiny.save(tmp_path / "model", words_of(rows), task="SequenceClassification")

    def loss(view: Any) -> float:
        config = trl.RewardConfig(output_dir=str(tmp_path / "out"), seed=0, **COMMON)
        return trl.RewardTrainer(model, args=config, train_dataset=view).train().training_loss

    assert loss(rows) > loss(rows.remove_columns("margin"))


@pytest.mark.parametrize("conversational", [False, True], ids=["plain", "conversational"])
def test_a_reward_function_scores_by_the_rubric_of_the_row(judged: Study, tmp_path: Path, conversational: bool) -> None:
    rows = judged.training("rubric_reward", conversational=conversational)
    seen: list[float] = []

    def reward(completions: list[Any], rubric: list[str], criteria: list[Any], **_: Any) -> list[float]:
        # In place of a judge: every other completion meets all that is asked.
        answers = [{one["id"]: bool(n % 2) for one in asked} for n, asked in enumerate(criteria)]
        totals = [Rubric.from_json(text).score(given).total for text, given in zip(rubric, answers, strict=True)]
        assert len(totals) == len(completions)
        seen.extend(totals)
        return totals

    model = tiny.save(tmp_path / "model", words_of(rows))
    config = trl.GRPOConfig(output_dir=str(tmp_path / "out"), num_generations=2, max_completion_length=4, **COMMON)
    one_step(trl.GRPOTrainer(model, reward_funcs=reward, args=config, train_dataset=rows))
    assert set(seen) == {0.0, 1.0}


def test_steps_train_where_trl_still_has_a_trainer_for_them(tmp_path: Path) -> None:
    prm = pytest.importorskip("trl.experimental.prm", reason="TRL has no PRMTrainer since 1.14")
    from transformers import AutoModelForTokenClassification, AutoTokenizer

    rows = solved(tmp_path / "steps.db").training("stepwise", threshold=0.5)
    texts = [text for row in rows.to_list() for text in (row["prompt"], *row["completions"])]
    model = tiny.save(tmp_path / "model", texts, task="TokenClassification", labels=2)
    trainer = prm.PRMTrainer(
        AutoModelForTokenClassification.from_pretrained(model),
        args=prm.PRMConfig(output_dir=str(tmp_path / "out"), **COMMON),
        train_dataset=rows,
        processing_class=AutoTokenizer.from_pretrained(model),
    )
    assert len(trainer.train_dataset) == len(rows)
    one_step(trainer)
