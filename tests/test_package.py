"""The public names are there, and importing the package costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

import evalwidgets

HEAVY = [
    "adbc_driver_sqlite",
    "altair",
    "anywidget",
    "datasets",
    "IPython",
    "numpy",
    "pandas",
    "pyarrow",
    "pydantic",
    "sqlalchemy",
]


def loaded_after(code: str) -> set[str]:
    script = f"{code}\nimport sys\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    return set(
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    )


def test_importing_the_package_loads_nothing_heavy() -> None:
    assert loaded_after("import evalwidgets") == set()


def test_a_session_needs_neither_datasets_nor_arrow(tmp_path: object) -> None:
    code = f"""
from evalwidgets import RubricGrader, Study
study = Study.create("{tmp_path}/s.db", items=[{{"prompt": "a?", "response": "b"}}], rubric="medical_accuracy", progress=False)
RubricGrader(study, expert="dr-osei").session.next()
"""
    assert not loaded_after(code) & {"adbc_driver_sqlite", "datasets", "pandas", "pyarrow"}


@pytest.mark.parametrize("name", evalwidgets.__all__)
def test_every_public_name_is_there_and_explains_itself(name: str) -> None:
    value = getattr(evalwidgets, name)
    assert value.__doc__


def test_there_are_few_public_names_and_no_others() -> None:
    assert len(evalwidgets.__all__) <= 18
    assert dir(evalwidgets) == sorted(evalwidgets.__all__)
    with pytest.raises(AttributeError, match="has no attribute 'Nonsense'"):
        evalwidgets.Nonsense  # noqa: B018
