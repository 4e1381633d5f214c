"""How much of the computer indexing may take: quiet, balanced or full; and whether it has to wait for mains power."""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

POWER = Path("/sys/class/power_supply")
IDLE_DISK = 3 << 13  # IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0), see ioprio_set(2)
IOPRIO_SET = {"x86_64": 251, "aarch64": 30}  # the number of that system call, which no C library offers by name


@dataclass(frozen=True)
class Mode:
    """`decoders` work ahead at `niceness`; after each second of work the engine rests for `rest` seconds; `threads` encode, None: all."""

    name: str
    decoders: int
    niceness: int
    rest: float
    threads: int | None


def mode(name: str) -> Mode:
    """A mode by its name; "balanced" for one that is not known. Searching is never slowed by any of them."""
    cores = os.cpu_count() or 1
    if name == "quiet":
        return Mode("quiet", 1, 19, 1.0, 1)
    if name == "full":
        return Mode("full", min(8, max(2, cores - 1)), 0, 0.0, None)
    return Mode("balanced", 2, 5, 0.0, None)


def soften(process_id: int, mode: Mode) -> None:
    """Let a decoder give way to other programs, for processor and disk. It cannot be taken back: the mode only gets harder with a new process.

    On Windows the class of the process is lowered instead, which is untried.
    """
    if sys.platform == "win32":
        _soften_on_windows(process_id, mode)
        return
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process_id, mode.niceness)
    number = IOPRIO_SET.get(platform.machine())
    if sys.platform == "linux" and number and mode.niceness > 10:
        ctypes.CDLL(None, use_errno=True).syscall(number, 1, process_id, IDLE_DISK)  # 1: IOPRIO_WHO_PROCESS


def on_battery(power: Path = POWER) -> bool | None:
    """Whether the computer runs on its battery now; None when it has none, or where that cannot be known."""
    if sys.platform == "win32":
        return _on_battery_on_windows()
    mains, battery = list[bool](), False
    with contextlib.suppress(OSError):
        for supply in sorted(power.iterdir()):
            kind = _line(supply / "type")
            if kind in ("Mains", "USB"):
                mains.append(_line(supply / "online") == "1")
            battery |= kind == "Battery" and _line(supply / "scope") != "Device"  # a mouse has one too
    return not any(mains) if battery and mains else None


def _line(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""


def _soften_on_windows(process_id: int, mode: Mode) -> None:
    kernel = ctypes.windll.kernel32  # pyright: ignore[reportAttributeAccessIssue]
    priority = 0x40 if mode.niceness > 10 else 0x4000 if mode.niceness else 0x20  # IDLE, BELOW_NORMAL, NORMAL
    handle = kernel.OpenProcess(0x0200, False, process_id)  # PROCESS_SET_INFORMATION
    if handle:
        kernel.SetPriorityClass(handle, priority)
        kernel.CloseHandle(handle)


def _on_battery_on_windows() -> bool | None:
    status = (ctypes.c_ubyte * 12)()  # SYSTEM_POWER_STATUS: ACLineStatus, BatteryFlag, …
    if not ctypes.windll.kernel32.GetSystemPowerStatus(ctypes.byref(status)):  # pyright: ignore[reportAttributeAccessIssue]
        return None
    return None if status[1] & 128 or status[0] == 255 else status[0] == 0
