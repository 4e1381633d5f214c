"""Whether a folder is as it was: what the promise "your files are read, never changed" is measured by."""

import hashlib
import os
import stat
from pathlib import Path


def everything_in(folder: Path, but: Path | None = None) -> dict[bytes, object]:
    """All that can be seen of a folder without opening what is no regular file; by path. `but`: without one folder in it and the time of its parent."""
    found = dict[bytes, object]()
    for root, folders, files in os.walk(os.fsencode(folder)):
        if but is not None and os.fsencode(but.name) in folders and root == os.fsencode(but.parent):
            folders.remove(os.fsencode(but.name))
        for name in [*folders, *files]:
            path = os.path.join(root, name)
            status = os.lstat(path)
            kind, content = stat.S_IFMT(status.st_mode), ""
            if stat.S_ISREG(kind):
                with open(path, "rb") as file:
                    content = hashlib.file_digest(file, "blake2b").hexdigest()
            attributes = {}
            if hasattr(os, "listxattr") and not stat.S_ISLNK(kind):
                attributes = {key: os.getxattr(path, key) for key in os.listxattr(path)}
            found[path] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ino, content, attributes)
    return found
