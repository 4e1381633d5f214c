"""What a process that reads videos may still do afterwards: nothing but compute, read what it was handed, and answer.

A video is untrusted, FFmpeg is written in an unsafe language, and this process would run with everything its user may do: so it gives
that up before it is handed the first file (RELIABILITY 5, rule 11). It cannot be undone, and needs nothing but ctypes.

* Linux: `linux_confinement` (no new privileges, Landlock, seccomp) and resource limits. Tried, see tests/engine/test_media_confinement.py.
* macOS: a Seatbelt profile that allows nothing but the descriptors already open, and resource limits. Untried.
* Windows: `windows_confinement` (job object, mitigation policies, a token without privileges at low integrity). Untried.

What a system lacks is left out, and the process says what it has (`confine` returns it), so that the engine can log it.
"""

import contextlib
import ctypes
import ctypes.util
import sys

GIB = 1024**3
MEMORY = 1 * GIB
"""Address space of a worker, in bytes."""

MEMORY_FOR_LARGE = 4 * GIB
"""The same for frames that do not fit into `MEMORY`; see `decoder.Decoder`."""

DESCRIPTORS = 32

_SEATBELT = b"(version 1)(deny default)(allow sysctl-read)"


def confine(memory: int = MEMORY) -> tuple[str, ...]:
    """Give up every right of this process, for good; the names of what took effect.

    To be called from the only thread, when everything that is imported or allocated lazily is there already. `memory`: bytes of address
    space. Afterwards opening, making, listing or removing files, sockets, programs and processes fail with EPERM, whatever their path.
    """
    applied: list[str] = []
    if sys.platform == "win32":
        from engine.media.windows_confinement import confine_windows

        return tuple(confine_windows(memory))
    applied.extend(_limit_resources(memory))
    if sys.platform == "linux":
        from engine.media.linux_confinement import confine_linux

        applied.extend(confine_linux())
    elif sys.platform == "darwin":
        applied.extend(_confine_macos())
    return tuple(applied)


def _limit_resources(memory: int) -> list[str]:
    """Limits that need no rights (POSIX): address space, no core file, no byte written to any file, few descriptors."""
    import resource

    applied = []
    for name, value in (("AS", memory), ("CORE", 0), ("FSIZE", 0), ("NOFILE", DESCRIPTORS)):
        with contextlib.suppress(ValueError, OSError):  # macOS refuses an address space below what is mapped already
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
            applied.append(f"limit {name}")
    return applied


def _confine_macos() -> list[str]:
    """`sandbox_init` of libsandbox with a profile of its own (deprecated by Apple, but what Chromium and Firefox use). Untried."""
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(ctypes.util.find_library("sandbox") or "libsandbox.dylib")
        error = ctypes.c_char_p()
        if library.sandbox_init(_SEATBELT, ctypes.c_uint64(0), ctypes.byref(error)) == 0:
            return ["seatbelt"]
    return []
