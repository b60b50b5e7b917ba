"""Running a notebook's first cells before anybody looks, so that the grader is there at once.

The cells run in the very kernel that the page will use, and their outputs are written into the
notebook: when the Lab opens it, it finds the kernel and its widgets as after a page reload.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from evalwidgets.errors import EvalwidgetsError

if TYPE_CHECKING:
    from evalwidgets.demo.server import Server

_CELL_SECONDS = 120


def run_until_tagged(server: Server, notebook: Path, tag: str) -> None:
    """Run the code cells of `notebook` up to and with the one that bears `tag`.

    Raises
    ------
    EvalwidgetsError
        If a cell fails.
    """
    import nbformat
    from jupyter_client.blocking.client import BlockingKernelClient
    from jupyter_core.paths import jupyter_runtime_dir
    from nbformat.sign import NotebookNotary

    body = {"path": notebook.name, "name": notebook.name, "type": "notebook", "kernel": {"name": "python3"}}
    kernel = server.call("POST", "sessions", body)["kernel"]["id"]
    client = BlockingKernelClient(connection_file=str(Path(jupyter_runtime_dir()) / f"kernel-{kernel}.json"))
    client.load_connection_file()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=_CELL_SECONDS)
        content: Any = nbformat.read(notebook, as_version=4)
        for cell in content.cells:
            if cell.cell_type != "code":
                continue
            _run(client, cell)
            if tag in cell.metadata.get("tags", []):
                break
        nbformat.write(content, notebook)
        NotebookNotary().sign(content)  # the Lab shows widgets of trusted notebooks only
    finally:
        client.stop_channels()


def _run(client: Any, cell: Any) -> None:
    from nbformat.v4 import output_from_msg

    def keep(message: Any) -> None:
        if message["msg_type"] in {"stream", "display_data", "execute_result", "error"}:
            cell.outputs.append(output_from_msg(message))

    cell.outputs = []
    reply = client.execute_interactive(cell.source, output_hook=keep, timeout=_CELL_SECONDS)["content"]
    cell.execution_count = reply["execution_count"]
    if reply["status"] != "ok":
        raise EvalwidgetsError(f"a cell of the demo failed: {reply['ename']}: {reply['evalue']}")
