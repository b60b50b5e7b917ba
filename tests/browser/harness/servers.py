"""JupyterLab, Notebook 7, Voilà and marimo, each with a configuration that is all its own."""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil

from tests.browser.harness import processes

# A name for this machine that browsers do not trust as they trust 127.0.0.1: there, as on a plain
# http hub, `crypto.randomUUID` and the clipboard are missing.
PLAIN_HTTP_HOST = "hub.test"


@dataclass(frozen=True)
class Server:
    """A running server: files under `root` are what it shows."""

    port: int
    token: str
    root: Path
    pid: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def path_of(self, file: Path) -> str:
        """The path of `file` as the server names it."""
        return file.resolve().relative_to(self.root).as_posix()

    def page(self, prefix: str, file: Path, host: str = "127.0.0.1") -> str:
        """The address of `file` under `prefix`, token and all."""
        return f"http://{host}:{self.port}/{prefix}/{quote(self.path_of(file))}?token={self.token}"


class JupyterServer(Server):
    """A Jupyter server: its REST interface and its kernels."""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    def setting(self, plugin: str, values: dict[str, Any]) -> None:
        """Write a plugin's user settings, for pages that are loaded from now on; {} is the default again."""
        self.call("PUT", f"lab/api/settings/{plugin}", {"raw": json.dumps(values)})

    def reset_settings(self) -> None:
        """Take back what pages and tests have set."""
        _write_settings(_home(self.root))

    def kernel_pid(self, kernel: str) -> int:
        """The process of a kernel: its connection file bears the kernel's id."""
        for child in psutil.Process(self.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # killed just now: a zombie has no command line
                if any(kernel in word for word in child.cmdline()):
                    return child.pid
        raise LookupError(f"no process of the server runs kernel {kernel}")

    def end_sessions(self) -> None:
        """End every kernel, as closing the notebooks for good would."""
        for session in self.call("GET", "api/sessions"):
            self.call("DELETE", f"api/sessions/{session['id']}")


@contextmanager
def jupyter(app: str, root: Path) -> Iterator[JupyterServer]:
    """Run ``jupyterlab`` or ``notebook`` on `root`."""
    port, token = processes.free_port(), secrets.token_hex(16)
    lab = app == "jupyterlab"
    command = [
        *(sys.executable, "-m", app, "--no-browser", "--allow-root"),
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={root}",
        "--ServerApp.allow_remote_access=True",
        "--ServerApp.terminals_enabled=False",
        f"--IdentityProvider.token={token}",
        "--LanguageServerManager.autodetect=False",
        f"--{'LabApp' if lab else 'JupyterNotebookApp'}.expose_app_in_browser=True",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    home = _home(root)
    with processes.serving(
        command,
        ready=f"http://127.0.0.1:{port}/api/status?token={token}",
        log=home / "server.log",
        folder=root,
        env=_jupyter_env(home),
    ) as process:
        yield JupyterServer(port, token, root, process.pid)


@contextmanager
def voila(root: Path) -> Iterator[Server]:
    """Run Voilà on `root`; a notebook is at ``voila/render/…``."""
    port, token = processes.free_port(), secrets.token_hex(16)
    command = [
        *(sys.executable, "-m", "voila", str(root), "--no-browser"),
        "--Voila.ip=127.0.0.1",
        f"--Voila.port={port}",
        "--Voila.port_retries=0",
        f"--Voila.token={token}",
        "--show_tracebacks=True",
    ]
    home = _home(root)
    with processes.serving(
        command,
        ready=f"http://127.0.0.1:{port}/?token={token}",
        log=home / "server.log",
        folder=root,
        env=_jupyter_env(home),
    ) as process:
        yield Server(port, token, root, process.pid)


@contextmanager
def marimo(root: Path) -> Iterator[Server]:
    """Run marimo's editor on `root`; a notebook is at ``?file=…``."""
    port = processes.free_port()
    home = _home(root)
    command = [
        *(sys.executable, "-m", "marimo", "--yes", "edit", str(root), "--headless", "--no-token", "--no-sandbox"),
        *("--host", "127.0.0.1", "--port", str(port), "--skip-update-check"),
    ]
    # A notebook runs when it is opened, as it did when its author saw it last.
    config = home / "config/marimo/marimo.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("[runtime]\nauto_instantiate = true\n")
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "CACHE", "DATA", "STATE")}
    with processes.serving(
        command,
        ready=f"http://127.0.0.1:{port}/health",
        log=home / "server.log",
        folder=root,
        env={**folders, "HOME": str(home), "MARIMO_SKIP_UPDATE_CHECK": "1"},
    ) as process:
        yield Server(port, "", root, process.pid)


def _home(root: Path) -> Path:
    """A folder beside `root` for what the server keeps for itself."""
    home = root.parent / f"{root.name}-home"
    root.mkdir(parents=True, exist_ok=True)
    home.mkdir(parents=True, exist_ok=True)
    return home


def _jupyter_env(home: Path) -> dict[str, str]:
    data = home / "data"
    _write_json(
        data / "kernels/python3/kernel.json",
        {
            "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": "Python 3",
            "language": "python",
            "metadata": {"debugger": False},
        },
    )
    _write_settings(home)
    return {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(data),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
    }


def _write_settings(home: Path) -> None:
    settings = home / "settings"
    shutil.rmtree(settings, ignore_errors=True)
    _write_json(settings / "@jupyterlab/apputils-extension/notification.jupyterlab-settings", {"fetchNews": "false"})
    # A save that nobody asked for would make tests of the notebook's file a matter of luck.
    _write_json(settings / "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings", {"autosave": False})


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value))
