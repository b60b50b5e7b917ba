"""A proxy that lets nothing through and remembers who asked.

Chromium sends everything that is not for this machine to it, so a request that the page's own
events do not show (a prefetch, a worker, the browser itself) is seen as well.
"""

from __future__ import annotations

import socketserver
import threading


class Sink:
    """`asked` holds the request lines: "GET http://tracker.example/x.png", "CONNECT host:443"."""

    def __init__(self) -> None:
        asked: list[str] = []

        class Refuse(socketserver.StreamRequestHandler):
            timeout = 5

            def handle(self) -> None:
                try:
                    line = self.rfile.readline(8192).decode("latin-1")
                    self.wfile.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                except OSError:
                    return
                if line.strip():
                    asked.append(" ".join(line.split()[:2]))

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.asked = asked
        self._server = Server(("127.0.0.1", 0), Refuse)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
