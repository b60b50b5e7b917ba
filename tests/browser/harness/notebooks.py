"""Notebook files as a test writes them and as the Lab leaves them."""

from __future__ import annotations

import textwrap
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

# Without it JupyterLab asks for a kernel in a dialog, and a browser test waits for ever.
KERNELSPEC = {"name": "python3", "display_name": "Python 3", "language": "python"}


def write_notebook(path: Path, *cells: str) -> Path:
    """Write a notebook of code cells; sources may be indented as the test is."""
    code = [new_code_cell(textwrap.dedent(cell).strip()) for cell in cells]
    nbformat.write(new_notebook(cells=code, metadata={"kernelspec": KERNELSPEC}), path)
    return path


def read_notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def write_marimo(path: Path, *cells: str) -> Path:
    """Write a marimo app; each cell's names are its own unless it is the first."""
    shared = textwrap.dedent(cells[0]).strip()
    parts = ["import marimo", "app = marimo.App()", _marimo_cell(shared, "app.setup")]
    parts += [_marimo_cell(textwrap.dedent(cell).strip(), "@app.cell") for cell in cells[1:]]
    path.write_text("\n\n".join([*parts, 'if __name__ == "__main__":\n    app.run()']) + "\n")
    return path


def _marimo_cell(source: str, kind: str) -> str:
    head = "with app.setup:" if kind == "app.setup" else "@app.cell\ndef _():"
    tail = "" if kind == "app.setup" else "\n    return"
    return f"{head}\n{textwrap.indent(source, '    ')}{tail}"
