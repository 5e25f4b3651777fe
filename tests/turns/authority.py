"""A time-stamping authority of our own: OpenSSL behind a real HTTP server."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
default_tsa = this
[this]
dir = .
serial = serial
signer_cert = signer.pem
signer_key = signer.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
[stamping]
extendedKeyUsage = critical,timeStamping
[authority]
basicConstraints = critical,CA:TRUE
"""


def openssl(folder: Path, *arguments: str) -> str:
    """Run OpenSSL in a folder; what it printed."""
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def found_authority(folder: Path) -> None:
    """Keys and certificates: an authority and the signer that it vouches for."""
    (folder / "tsa.cnf").write_text(CONFIG)
    (folder / "serial").write_text("01\n")
    new = ("req", "-newkey", "rsa:2048", "-nodes", "-config", "tsa.cnf")
    openssl(folder, *new, "-x509", "-extensions", "authority", "-subj", "/CN=测试时间戳根", "-utf8",
            "-keyout", "authority.key", "-out", "authority.pem", "-days", "2")  # fmt: skip
    openssl(folder, *new, "-subj", "/CN=test signer", "-keyout", "signer.key", "-out", "signer.csr")
    openssl(folder, "x509", "-req", "-in", "signer.csr", "-CA", "authority.pem", "-CAkey", "authority.key",
            "-CAcreateserial", "-extfile", "tsa.cnf", "-extensions", "stamping", "-days", "2",
            "-out", "signer.pem")  # fmt: skip


class Authority(ThreadingHTTPServer):
    """Answers queries; keeps what it was sent. `answer` overrides what it says."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder, self.asked, self.answer = folder, list[bytes](), b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/tsr"

    def reply(self, query: bytes) -> bytes:
        self.asked.append(query)
        if self.answer:
            return self.answer
        (self.folder / "query").write_bytes(query)
        openssl(
            self.folder,
            "ts",
            "-reply",
            "-config",
            "tsa.cnf",
            "-section",
            "this",
            "-queryfile",
            "query",
            "-out",
            "reply",
        )
        return (self.folder / "reply").read_bytes()


class _Handler(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        assert self.headers["content-type"] == "application/timestamp-query"
        content = self.server.reply(self.rfile.read(int(self.headers["content-length"])))
        self.send_response(200)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def authority(folder: Path) -> Iterator[Authority]:
    """A running authority."""
    found_authority(folder)
    with Authority(folder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
