"""A hub on loopback that speaks as much of the Hugging Face hub's language as a download needs, with faults on request.

Answers `GET /api/models/REPO/revision/REV` (sizes, git blob numbers, LFS SHA-256) and `GET|HEAD /REPO/resolve/REV/FILE`: small files at once, large ones by a
redirect to `/cdn/SHA256` with X-Linked-Size and X-Linked-ETag, as the hub does. The cdn knows Range.
"""

import contextlib
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

import pytest

COMMIT = "a" * 40
LARGE = 10_000  # bytes; larger files are in LFS


@dataclass
class Faults:
    """What goes wrong. Counts are of the bytes of large files."""

    cuts: list[int] = field(default_factory=list)  # the connection breaks after so many bytes, one entry per connection
    wrong: bool = False  # other bytes than announced
    ranges: bool = True  # False: Range is not understood, the file is sent from its beginning
    missing: bool = False  # 404 for everything
    portal: bool = False  # a page to log in, instead of an answer
    error: list[int] = field(default_factory=list)  # answer of the next requests for bytes, one entry each
    block: int = 65_536  # bytes sent at once
    wait: float = 0.0  # seconds between two blocks


class ImitatedHub:
    """`with ImitatedHub({"owner/name": {"file": b"…"}}) as hub:` serves at `hub.address`; `hub.asked` has "METHOD path range" of every request."""

    def __init__(self, repositories: dict[str, dict[str, bytes]]) -> None:
        self.repositories = repositories
        self.faults = Faults()
        self.commit = COMMIT
        self.asked: list[str] = []
        self.sent = 0  # bytes of large files
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def info(self, repository: str) -> dict[str, object]:
        """As `HfApi.model_info(files_metadata=True)` wants it."""
        siblings = []
        for name, content in self.repositories[repository].items():
            blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
            entry: dict[str, object] = {"rfilename": name, "size": len(content), "blobId": blob}
            if len(content) > LARGE:
                sha256 = hashlib.sha256(content).hexdigest()
                entry["lfs"] = {"size": len(content), "sha256": sha256, "pointerSize": 134}
            siblings.append(entry)
        return {"id": repository, "sha": self.commit, "private": False, "tags": [], "siblings": siblings}

    def large(self, sha256: str) -> bytes | None:
        every = (content for files in self.repositories.values() for content in files.values())
        return next((content for content in every if hashlib.sha256(content).hexdigest() == sha256), None)


@contextlib.contextmanager
def hub_in_place(
    repositories: dict[str, dict[str, bytes]], models: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ImitatedHub]:
    """Rushes, and its child processes, keep models in `models` and take them from this hub."""
    with ImitatedHub(repositories) as hub:
        for name, value in {"RUSHES_MODELS": str(models), "HF_ENDPOINT": hub.address, "NO_PROXY": "127.0.0.1"}.items():
            monkeypatch.setenv(name, value)
        yield hub


def _handler(hub: ImitatedHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, body: bool) -> None:
            path = self.path.partition("?")[0].strip("/")
            hub.asked.append(f"{self.command} /{path} {self.headers.get('Range', '')}".strip())
            if hub.faults.portal:
                return self._say(200, b"<html>Welcome to our guests</html>")
            if hub.faults.missing:
                return self._say(404, b"", {"X-Error-Code": "RepoNotFound"})
            if path.startswith("api/models/"):
                repository, _, _ = path.removeprefix("api/models/").partition("/revision/")
                if repository not in hub.repositories:
                    return self._say(404, b"", {"X-Error-Code": "RepoNotFound"})
                return self._say(200, json.dumps(hub.info(repository)).encode())
            if path.startswith("cdn/"):
                return self._large(path.removeprefix("cdn/"), body)
            repository, _, place = path.partition("/resolve/")
            content = hub.repositories.get(repository, {}).get(place.partition("/")[2])
            if content is None:
                return self._say(404, b"", {"X-Error-Code": "EntryNotFound"})
            told = {"X-Repo-Commit": hub.commit}
            if len(content) <= LARGE:
                return self._say(
                    200, content if body else b"", {**told, "ETag": f'"{hashlib.sha1(content).hexdigest()}"'}
                )
            sha256 = hashlib.sha256(content).hexdigest()
            linked = {"X-Linked-Size": str(len(content)), "X-Linked-ETag": f'"{sha256}"'}
            return self._say(302, b"", {**told, **linked, "Location": f"{hub.address}/cdn/{sha256}"})

        def _large(self, sha256: str, body: bool) -> None:
            content = hub.large(sha256)
            if content is None:
                return self._say(404, b"")
            if hub.faults.error:
                return self._say(hub.faults.error.pop(0), b"")
            if hub.faults.wrong:
                content = bytes(len(content))
            start, wanted = 0, self.headers.get("Range", "")
            if wanted and hub.faults.ranges:
                start = int(wanted.removeprefix("bytes=").partition("-")[0])
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            self.send_header("Content-Length", str(len(content) - start))
            self.send_header("ETag", f'"{sha256}"')
            self.end_headers()
            return self._send(content[start:]) if body else None

        def _send(self, content: bytes) -> None:
            end = hub.faults.cuts.pop(0) if hub.faults.cuts else len(content)
            for at in range(0, min(end, len(content)), hub.faults.block):
                block = content[at : min(at + hub.faults.block, end)]
                try:
                    self.wfile.write(block)
                except OSError:  # the other side went away
                    self.close_connection = True
                    return
                hub.sent += len(block)
                time.sleep(hub.faults.wait)
            if end < len(content):
                self.close_connection = True

        def _say(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {**(headers or {}), "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    return Handler
