"""Files and the desktop: show one in the file manager, open one in the system's player, write its address."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QProcess, QUrl
from PySide6.QtGui import QDesktopServices

VIDEOS = frozenset(
    f".{name}"
    for name in (
        *("3g2", "3gp", "amv", "asf", "avi", "divx", "dv", "f4v", "flv", "gif", "m1v", "m2t", "m2ts", "m2v", "m4v"),
        *("mjpg", "mk3d", "mkv", "mov", "mp4", "mpe", "mpeg", "mpg", "mpv", "mts", "mxf", "nut", "ogm", "ogv"),
        *("qt", "rm", "rmvb", "ts", "vob", "webm", "wmv", "y4m"),
    )
)  # as in engine.media.find, which the window must not import (tests/app/test_parts.py compares the two)

PICTURES = frozenset(
    f".{name}" for name in ("bmp", "jfif", "jpe", "jpeg", "jpg", "png", "ppm", "tif", "tiff", "webp")
)  # as there


def file_url(path: str) -> str:
    """The file:// address of a path; bytes that are not UTF-8 survive as percent escapes."""
    if sys.platform == "win32":
        return QUrl.fromLocalFile(path).toString(QUrl.ComponentFormattingOption.FullyEncoded)
    return "file://" + quote(os.fsencode(path))


def is_video(path: str) -> bool:
    """Whether the name is that of a film; only such files are handed to a player."""
    return Path(path).suffix.lower() in VIDEOS


def is_picture(path: str) -> bool:
    """Whether the name is that of a single picture, which can be asked with."""
    return Path(path).suffix.lower() in PICTURES


def reveal(path: str) -> bool:
    """Show a file, selected, in the desktop's file manager; its folder where the desktop cannot select."""
    present = os.path.exists(path)
    if present and sys.platform == "win32":
        process = QProcess()
        process.setProgram("explorer.exe")
        process.setNativeArguments(f'/select,"{os.path.normpath(path)}"')  # explorer wants the quotes after the comma
        started, _ = process.startDetached()
        return started
    if present and sys.platform == "darwin":
        return QProcess.startDetached("open", ["-R", path])[0]
    if present and _ask_file_manager(path):
        return True
    folder = next((folder for folder in Path(path).parents if folder.is_dir()), None)
    return folder is not None and QDesktopServices.openUrl(QUrl.fromEncoded(file_url(str(folder)).encode()))


def open_in_system_player(path: str) -> bool:
    """Hand a film to the program the desktop has for it; refuse anything that is not a film by name."""
    return (
        is_video(path) and os.path.isfile(path) and QDesktopServices.openUrl(QUrl.fromEncoded(file_url(path).encode()))
    )


def _ask_file_manager(path: str) -> bool:
    """org.freedesktop.FileManager1.ShowItems, which GNOME, KDE, Xfce and others answer."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        return False
    call = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1", "ShowItems"
    )
    call.setArguments([[file_url(path)], ""])
    return bus.call(call, timeout=1500).type() == QDBusMessage.MessageType.ReplyMessage
