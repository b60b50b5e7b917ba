"""Reading a rubric is on the way to the first painted task: it may not be felt."""

from __future__ import annotations

import subprocess
import sys
import time

from evalwidgets.rubrics import Rubric, library, load_rubric

# What one load may cost, in processor time: these were 2 to 4 ms when written, and a parser in pure Python takes 80.
LOAD_S = 0.030


def cheapest(work: object, times: int = 7) -> float:
    spent: list[float] = []
    for _ in range(times):
        start = time.process_time()
        work()  # type: ignore[operator]
        spent.append(time.process_time() - start)
    return min(spent)


def test_a_library_rubric_loads_before_anyone_notices() -> None:
    for name in library().names:
        assert cheapest(lambda name=name: load_rubric(name)) < LOAD_S, name


def test_2000_criteria_are_read_in_half_a_second() -> None:
    text = "id: big\ntitle: Big\ngroups:\n" + "".join(
        f"  - id: g{g}\n    title: Group {g}\n    criteria:\n"
        + "".join(
            f"      - id: c{g}-{c}\n        text: Says what matters in case {c}\n        help: Look at the second line.\n"
            f"        points: {c}\n        tags: [axis, level]\n"
            for c in range(100)
        )
        for g in range(20)
    )
    assert len(Rubric.from_yaml(text).criteria) == 2000
    assert cheapest(lambda: Rubric.from_yaml(text), 3) < 0.5


def test_yaml_is_imported_only_to_read_it() -> None:
    code = """
import sys
from evalwidgets.rubrics import Rubric, load_rubric
from evalwidgets.rubrics.model import Binary, Group
rubric = Rubric(id="r", title="R", groups=(Group(id="g", title="G", criteria=(Binary(id="a", text="A"),)),))
Rubric.model_validate_json(rubric.model_dump_json()).hash, repr(rubric), rubric._repr_html_(), rubric.for_item(())
heavy = {"yaml", "ruamel", "datasets", "pandas", "pyarrow", "numpy", "evalwidgets.rubrics.yaml_source"} & set(sys.modules)
assert not heavy, heavy
load_rubric("medical_accuracy")
assert "yaml" in sys.modules and not {"datasets", "pandas", "pyarrow", "numpy"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
