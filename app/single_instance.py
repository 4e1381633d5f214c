"""One window for one library: a second start raises the first one's window, hands over its folders, and ends.

The lock lies beside the database. It is never stale by age; when its process is gone it is taken over without a question. The library itself has a
lock of the engine's, too, since it is what must have one owner.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCryptographicHash, QLockFile, QObject, QStandardPaths, Signal

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

PATIENCE = 15.0  # seconds for the first one to end, or to answer
LONGEST_WISH = 1024 * 1024  # bytes
ANSWER = b"ok\n"


def library_folder(chosen: str | None) -> Path:
    """Where the library is: as chosen, else where the engine keeps it (engine/library/library.py) when nobody says otherwise."""
    if chosen:
        return Path(chosen)
    data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
    return Path(data) / "Rushes" / "library"


class SingleInstance(QObject):
    """`asked` carries the folders (tuple of paths) that a second start was given; it comes while `listen` is on."""

    asked = Signal(object)

    def __init__(self, library: Path) -> None:
        super().__init__()
        real = os.path.realpath(library)
        digest = bytes(QCryptographicHash.hash(os.fsencode(real), QCryptographicHash.Algorithm.Sha256).toHex().data())
        self._name = "rushes-" + digest[:20].decode("ascii")
        self._server: QLocalServer | None = None
        self._lock: QLockFile | None = None
        try:
            library.mkdir(parents=True, exist_ok=True)
        except OSError:
            return  # the engine will say what is wrong with it
        lock = self._lock = QLockFile(str(library / "window.lock"))
        lock.setStaleLockTime(0)

    def claim(self, folders: list[str], patience: float = PATIENCE) -> str:
        """Become the only one: "first", or "second" when the first one has been told, or "silent" when it neither answers nor ends."""
        end = time.monotonic() + patience
        while not self._try_lock():
            if self._tell(folders):
                return "second"
            if time.monotonic() > end:
                return "silent"
            time.sleep(0.05)
        return "first"

    def _try_lock(self) -> bool:
        if self._lock is None or self._lock.tryLock(0):
            return True
        return (
            self._lock.error() != QLockFile.LockError.LockFailedError
        )  # where no lock can be made, the engine's has to do

    def _tell(self, folders: list[str]) -> bool:
        import json

        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(500):
            return False
        socket.write(json.dumps(folders).encode("ascii") + b"\n")
        socket.waitForBytesWritten(500)
        end = time.monotonic() + 2
        while not socket.canReadLine() and time.monotonic() < end and socket.waitForReadyRead(500):
            pass
        answered = socket.readLine().data() == ANSWER
        socket.abort()
        return answered

    def listen(self) -> None:
        """Hear later starts from now on."""
        from PySide6.QtNetwork import QLocalServer

        QLocalServer.removeServer(self._name)  # of one that was killed: the lock is ours
        server = self._server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._connected)
        server.listen(self._name)

    def deafen(self) -> None:
        """The window is closing: a later start waits for the end of this one."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def close(self) -> None:
        """Let a later start be the first."""
        self.deafen()
        if self._lock is not None:
            self._lock.unlock()

    def _connected(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._hear(socket))
            self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        import json

        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST_WISH:
                socket.abort()
            return
        try:
            folders = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            folders = None
        if not isinstance(folders, list) or not all(isinstance(folder, str) for folder in folders):
            socket.abort()
            return
        socket.write(ANSWER)
        socket.flush()
        self.asked.emit(tuple(folders))
