"""Downloads a model from the Hugging Face hub: only the files that are needed, resumed after a cut, checked, and complete or not there at all.

`huggingface_hub` tells what a repository holds (`HfApi.model_info`: commit, sizes, SHA-256 of large files) and does the connections. The bytes are streamed
here, because its own `hf_hub_download` (2.4) throws away what has arrived when the process ends.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import filelock
import httpx2
import huggingface_hub.constants
from huggingface_hub import HfApi, hf_hub_url
from huggingface_hub.errors import (
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from engine.errors import ModelError
from engine.models.installed import (
    Pin,
    PinnedFile,
    digest_blocks,
    folder_of,
    part_of,
    read_pin,
    verify,
    write_pin,
)
from engine.models.registry import Model
from engine.models.transfer import PATIENCE, fetch, size_of

CONFIG, TOKENIZER = "open_clip_config.json", "tokenizer.json"
RESERVE = 100_000_000  # bytes that shall stay free on the disk
EVERY = 0.2  # seconds between two steps that are told


@dataclass(frozen=True)
class DownloadStep:
    """How far it is. `activity`: "asking", "downloading", "checking" or "ready"; `done` and `total` in bytes of all files."""

    activity: str
    done: int = 0
    total: int = 0
    speed: float | None = None  # bytes per second
    eta: float | None = None  # seconds, None until it can be told


@dataclass(frozen=True)
class WantedFile:
    """A file of a repository. Git LFS files have a SHA-256, small ones only the number of their git blob."""

    name: str
    size: int
    sha256: str | None
    blob: str

    @property
    def part(self) -> str:
        """The name while it is not complete; another content has another name, so a resumed file is never two halves."""
        return f"{self.name}.{(self.sha256 or self.blob)[:12]}.part"


def download(model: Model, accept_licence: bool = False, pause: float = 2.0) -> Generator[DownloadStep, None, None]:
    """Get a model, or what is missing of it; the last step is "ready". `pause` seconds pass before a broken connection is tried again.

    Closing the generator, or a kill, leaves what has arrived for the next time. Raises ModelError.
    """
    if not model.free and not accept_licence:
        raise ModelError(
            f"{model.title} comes with a licence that you have to accept: {model.licence_in_words}. Read it at {model.page}, "
            "then say --accept-licence."
        )
    folder, part = folder_of(model), part_of(model)
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(part.with_suffix(".lock"), timeout=0), _online():
            yield from _into(model, folder, part, pause)
    except filelock.Timeout:
        raise ModelError(f"{model.title} is being downloaded already.") from None
    except (GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError) as error:
        raise ModelError(
            f"The hub does not give out {model.repository} ({_host()}): it is not there or not public."
        ) from error
    except HfHubHTTPError as error:
        raise ModelError(
            f"{_host()} answered with an error ({error.response.status_code}). Try again later."
        ) from error
    except httpx2.HTTPError as error:
        raise ModelError(
            f"The connection to {_host()} failed. What has arrived is kept; try again when you are online."
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise ModelError(
                f"The disk with {folder.parent} is full. What has arrived is kept; make room and try again."
            ) from error
        raise ModelError(f"The folder {folder.parent} cannot be written to: {error.strerror}.") from error


def _into(model: Model, folder: Path, part: Path, pause: float) -> Iterator[DownloadStep]:
    yield DownloadStep("asking")
    pin = read_pin(folder)
    if pin is not None:
        with contextlib.suppress(ModelError):  # changed since: what is still good of it is kept
            for done, total in verify(model):
                yield DownloadStep("checking", done, total)
            yield DownloadStep("ready", pin.size, pin.size)
            return
    if folder.is_dir():
        shutil.rmtree(part, ignore_errors=True)
        os.replace(folder, part)
    revision, files = _ask(model)
    part.mkdir(exist_ok=True)
    names = {name for file in files for name in (file.name, file.part)}
    for path in part.iterdir():
        if path.name not in names:
            path.unlink()
    total = sum(file.size for file in files)
    clock = _Clock(total)
    missing = list[WantedFile]()
    for file in files:
        if size_of(part / file.name) == file.size and _matches(part / file.name, file):
            clock.had(file.size)
        else:
            missing.append(file)
            clock.had(size_of(part / file.part))
    _check_space(model, part, total - clock.done)
    for file in missing:
        url = hf_hub_url(model.repository, file.name, revision=revision, endpoint=_endpoint())
        for count in fetch(url, part / file.part, file.size, pause):
            if (step := clock.advance(count)) is not None:
                yield step
    yield DownloadStep("checking", 0, total)
    pinned, checked = list[PinnedFile](), 0
    for file in files:
        path = part / (file.part if file in missing else file.name)
        sha256 = hashlib.sha256()
        for count in digest_blocks(path, sha256):
            checked += count
            yield DownloadStep("checking", checked, total)
        if not _matches(path, file, sha256.hexdigest()):
            path.unlink()
            raise ModelError(
                f"The file {file.name} of {model.title} arrived damaged (its checksum is wrong) and was deleted. Try again."
            )
        _settle(path, part / file.name)
        pinned.append(PinnedFile(file.name, file.size, sha256.hexdigest()))
    write_pin(part, Pin(model.full_name, model.repository, revision, model.licence, tuple(pinned)))
    os.replace(part, folder)
    yield DownloadStep("ready", total, total)


# What the hub has ----------------------------------------------------------------------------------------------------


def _ask(model: Model) -> tuple[str, list[WantedFile]]:
    """(commit, the files that are needed)."""
    try:
        info = HfApi(endpoint=_endpoint(), token=False, library_name="rushes").model_info(
            model.repository, revision=model.revision, files_metadata=True, timeout=PATIENCE
        )
    except (ValueError, TypeError, KeyError) as error:
        raise ModelError(
            f"What answered for {_host()} is not the hub. Does this network want you to log in first?"
        ) from error
    there = {sibling.rfilename: sibling for sibling in info.siblings or ()}
    weights = next((name for name in model.weights if name in there), None)
    if weights is None:
        raise ModelError(f"{model.repository} has no weights as safetensors; Rushes reads no other kind, for safety.")
    names = [weights, *(name for name in (CONFIG,) if name in there)]
    if model.tokenizer:
        if TOKENIZER not in there:
            raise ModelError(f"{model.repository} has no {TOKENIZER}, which {model.title} needs.")
        names.append(TOKENIZER)
    files = list[WantedFile]()
    for name in names:
        found = there[name]
        if info.sha is None or found.size is None or found.blob_id is None:
            raise ModelError(f"{_host()} did not say what {model.repository} holds. Try again later.")
        files.append(WantedFile(name, found.size, found.lfs.sha256 if found.lfs else None, found.blob_id))
    if next(file for file in files if file.name == weights).sha256 is None:
        raise ModelError(f"{_host()} did not give a checksum for the weights of {model.repository}.")
    assert info.sha is not None
    return info.sha, files


def _endpoint() -> str:
    """The hub, or what HF_ENDPOINT puts in its place."""
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def _host() -> str:
    return _endpoint().partition("://")[2]


@contextlib.contextmanager
def _online() -> Iterator[None]:
    """Rushes keeps huggingface_hub offline (HF_HUB_OFFLINE) except here; its constant is read at every request."""
    before = huggingface_hub.constants.HF_HUB_OFFLINE
    huggingface_hub.constants.HF_HUB_OFFLINE = False
    try:
        yield
    finally:
        huggingface_hub.constants.HF_HUB_OFFLINE = before


# Bytes ---------------------------------------------------------------------------------------------------------------


def _matches(path: Path, file: WantedFile, sha256: str | None = None) -> bool:
    """Whether a file is what the hub has: by SHA-256 for LFS files, by git's blob number (SHA-1) for small ones."""
    if file.sha256 is None:
        content = path.read_bytes()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() == file.blob
    if sha256 is None:
        digest = hashlib.sha256()
        for _ in digest_blocks(path, digest):
            pass
        sha256 = digest.hexdigest()
    return sha256 == file.sha256


def _settle(path: Path, final: Path) -> None:
    if path != final:
        os.replace(path, final)


def _check_space(model: Model, part: Path, needed: int) -> None:
    free = shutil.disk_usage(part).free
    if needed + RESERVE > free:
        raise ModelError(
            f"There is not enough room for {model.title}: {needed / 1e9:.2f} GB are still to come, and {free / 1e9:.2f} GB "
            f"are free in {part.parent}."
        )


class _Clock:
    """Counts bytes and tells the time left, from what has come since the start of this run."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._received = 0
        self._began = self._told = time.monotonic()

    def had(self, count: int) -> None:
        """Bytes from an earlier run."""
        self.done += count

    def advance(self, count: int) -> DownloadStep | None:
        """Bytes that came (or, negative, were given up); a step when it is time to tell one."""
        self.done += count
        self._received += max(count, 0)
        now = time.monotonic()
        if now - self._told < EVERY:
            return None
        self._told = now
        elapsed = now - self._began
        speed = self._received / elapsed if elapsed >= 1.0 and self._received else None
        eta = (self.total - self.done) / speed if speed else None
        return DownloadStep("downloading", self.done, self.total, speed, eta)
