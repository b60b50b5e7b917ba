"""``evalwidgets demo``: a ready grader on our own sample answers, in JupyterLab on this machine."""

from __future__ import annotations

import shutil
import tempfile
import webbrowser
from pathlib import Path

from evalwidgets.demo.check import grade_one
from evalwidgets.demo.ready import run_until_tagged
from evalwidgets.demo.server import jupyterlab
from evalwidgets.errors import EvalwidgetsError

NOTEBOOK = "01_grade_answers.ipynb"
READY = "ready"
"""The tag of the cell that shows the grader."""


def main(folder: Path = Path("evalwidgets-demo"), *, check: bool = False, browser: bool = True) -> None:
    """Open JupyterLab on the first notebook, with the grader ready.

    Parameters
    ----------
    folder
        Where the notebook and its study are kept; made if it is not there, left as it is if it is,
        so that judgments of last time are still there.
    check
        Instead, grade one item in a headless browser in a temporary folder, print the rows that
        came of it, and return.
    browser
        Open the page in the browser; else its address is printed only.
    """
    if check:
        with tempfile.TemporaryDirectory(prefix="evalwidgets-demo-") as temporary:
            notebook = _copied(Path(temporary))
            with jupyterlab(notebook.parent) as server:
                run_until_tagged(server, notebook, READY)
                grade_one(server.page(notebook.name))
            _print_rows(notebook.parent)
        return
    notebook = _copied(folder)
    with jupyterlab(notebook.parent) as server:
        run_until_tagged(server, notebook, READY)
        page = server.page(notebook.name)
        print(f"The grader is ready: {page}\nYour work is kept in {notebook.parent}. Stop with Ctrl+C.")  # noqa: T201
        if browser:
            webbrowser.open(page)
        try:
            server.process.wait()
        except KeyboardInterrupt:
            print("\nStopped; everything that was saved is kept.")  # noqa: T201


def _copied(folder: Path) -> Path:
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    notebook = folder / NOTEBOOK
    if not notebook.exists():
        shutil.copyfile(_source(), notebook)
    return notebook


def _source() -> Path:
    """Return the notebook: in an installed package beside this file, in the repository under notebooks/."""
    here = Path(__file__).parent
    for place in (here / NOTEBOOK, here.parents[1] / "notebooks" / NOTEBOOK):
        if place.exists():
            return place
    raise EvalwidgetsError(f"the notebook {NOTEBOOK} is missing from this installation; install evalwidgets again")


def _print_rows(folder: Path) -> None:
    from evalwidgets.study import Study

    (database,) = folder.glob("*.db")
    scores = Study.open(database).to_pandas()
    columns = ["expert", "item", "response", "model", "criterion", "number", "label", "na"]
    print(scores[columns].to_string(index=False, na_rep=""))  # noqa: T201
    print(f"{len(scores)} rows, saved and read back.")  # noqa: T201
