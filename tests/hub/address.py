"""Where the Hub is for every client that the tests start: on this machine, never huggingface.co.

The clients read their settings when they are imported, so this is imported before anything else
(see `tests/conftest.py`). The port is taken at once; a server listens on it when a test needs one.
"""

from __future__ import annotations

import os
import socket
import tempfile

LISTENER = socket.socket()
LISTENER.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
LISTENER.bind(("127.0.0.1", 0))

_home = tempfile.TemporaryDirectory(prefix="evalwidgets-test-hub-")
os.environ |= {
    "HF_ENDPOINT": f"http://127.0.0.1:{LISTENER.getsockname()[1]}",
    "HF_HOME": _home.name,
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_XET": "1",  # content moves by LFS; `test_xet` has processes of its own
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
}
os.environ.pop("HF_TOKEN", None)
