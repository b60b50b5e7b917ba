"""Studies to make training views of: who gave what is written out, so that a test can say what must come."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evalwidgets import Protocol, Study
from evalwidgets.rubrics.model import Binary, Group, Rubric

GOOD, BAD, FAIR = "Rest for a day.", "Drive at once.", "Ask somebody."


def rubric(**fields: Any) -> Rubric:
    """Two criteria: `safe` is worth three points, `kind` one."""
    safe, kind = Binary(id="safe", text="Is safe", points=3), Binary(id="kind", text="Is kind", points=1)
    return Rubric(
        **{"id": "r", "title": "R", "groups": (Group(id="all", title="All", criteria=(safe, kind)),), **fields}
    )


def items(count: int = 1, *texts: str) -> list[dict[str, Any]]:
    return [
        {
            "id": f"q{n}",
            "prompt": f"May I drive, {n}?",
            "responses": [
                {"id": id, "text": text, "model": f"model-{id}"}
                for id, text in zip("abc", texts or (GOOD, BAD), strict=False)
            ],
        }
        for n in range(count)
    ]


def study(place: Any, rows: list[dict[str, Any]] | None = None, by: Rubric | None = None, **rules: Any) -> Study:
    protocol = Protocol(**{"kinds": ("grade", "compare"), **rules})
    return Study.create(Path(place), rows or items(), by or rubric(), protocol=protocol, title="Pilot", progress=False)


def steps(place: Any) -> Study:
    """A problem with two first steps, of which one is gone on from in two ways."""
    chat = [{"role": "user", "content": "2 + 3 · 4?"}]

    def item(id: str, before: list[str], *after: str) -> dict[str, Any]:
        prompt = [*chat, *({"role": "assistant", "content": text} for text in before)]
        return {
            "id": id,
            "prompt": prompt,
            "responses": [{"id": key, "text": text} for key, text in zip("ab", after, strict=True)],
        }

    rows = [item("s1", [], "3 · 4 = 12.", "2 + 3 = 5."), item("s2", ["3 · 4 = 12."], "So it is 14.", "So it is 24.")]
    return study(place, rows, rubric(unit="step"), kinds=("grade",))


def solved(place: Any) -> Study:
    """The same, graded: "2 + 3 = 5." and "So it is 24." are wrong."""
    made = steps(place)
    both, neither = {"safe": "met", "kind": "met"}, {"safe": "unmet", "kind": "unmet"}
    kind = {"safe": "unmet", "kind": "met"}
    grade(made, "e1", {"3 · 4 = 12.": both, "2 + 3 = 5.": neither, "So it is 14.": both, "So it is 24.": kind})
    return made


def grade(made: Study, expert: str, answers: Mapping[Any, Mapping[str, Any]]) -> None:
    """Let an expert grade; answers are by a response's text, or by prompt and text; what has none is skipped."""
    session = made.session(expert)
    while (given := session.next()) is not None:
        task = given.view
        prompt, text = task.prompt[-1].text, task.responses[0].messages[-1].text
        found = answers.get((prompt, text), answers.get(text))
        if found is None:
            session.skip("outside my field")
        else:
            session.submit(found)


def compare(made: Study, expert: str, winners: Mapping[str, tuple[str, int] | None]) -> None:
    """Let an expert compare; by prompt the text of the better response and how much better; None: a tie."""
    session = made.session(expert, "compare")
    while (given := session.next()) is not None:
        task = given.view
        winner = winners[task.prompt[-1].text]
        if winner is None:
            session.submit({"preference": "tie"})
        else:
            (key,) = (shown.key for shown in task.responses if shown.messages[-1].text == winner[0])
            session.submit({"preference": key, "strength": winner[1]})
