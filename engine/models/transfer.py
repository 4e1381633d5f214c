"""The bytes of one file of the hub: streamed to disk, taken up where a connection broke."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
from huggingface_hub.errors import HfHubHTTPError
from huggingface_hub.utils import hf_raise_for_status, http_stream_backoff

PATIENCE = 30.0  # seconds without a byte before a connection is given up
ATTEMPTS = 5  # connections in a row that brought nothing


def fetch(url: str, path: Path, size: int, pause: float) -> Iterator[int]:
    """Append what is missing of `size` bytes, over as many connections as it takes; yields how many bytes came (negative: begun again).

    Waits `pause` seconds before another connection. Raises what the last of ATTEMPTS connections failed with (httpx2.TransportError, HfHubHTTPError), OSError.
    """
    failures = 0
    while (have := size_of(path)) < size:
        try:
            for count in _stream(url, path, have, size):
                failures = 0
                yield count
            if size_of(path) == have:
                raise httpx2.RemoteProtocolError("nothing came")
        except (httpx2.TransportError, HfHubHTTPError) as error:
            failures += 1
            if failures == ATTEMPTS or (isinstance(error, HfHubHTTPError) and not _passing(error)):
                raise
            time.sleep(pause)
    with open(path, "ab") as whole:
        os.fsync(whole.fileno())


def _stream(url: str, path: Path, have: int, size: int) -> Iterator[int]:
    """One connection. A server that does not know Range sends the file from its beginning."""
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    timeout = httpx2.Timeout(PATIENCE)
    once = {"max_retries": 0, "retry_on_exceptions": (), "retry_on_status_codes": ()}
    with http_stream_backoff("GET", url, headers=headers, timeout=timeout, **once) as response:
        hf_raise_for_status(response)
        again = bool(have) and response.status_code != 206
        if again:
            yield -have
        with open(path, "wb" if again else "ab", buffering=0) as out:
            have = 0 if again else have
            for chunk in response.iter_raw():
                count = out.write(chunk[: size - have])
                have += count
                yield count
                if have == size:
                    return


def _passing(error: HfHubHTTPError) -> bool:
    """Whether the server may answer otherwise in a moment."""
    return error.response.status_code in (408, 429) or error.response.status_code >= 500


def size_of(path: Path) -> int:
    """Bytes of a file, 0 when there is none."""
    return path.stat().st_size if path.is_file() else 0
