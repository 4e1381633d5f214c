"""Windows: a process that gives up what it can give up by itself. Untried: written from Microsoft's documentation, never run.

A job object of its own (memory limit, no further process, ended with its handle, no clipboard or desktop), mitigation policies (no child
process, no dynamic code, no fonts or libraries from elsewhere), and a token without privileges at low integrity, which may not write to
the user's files. Reading files is not prevented: that would need the process to be started in an AppContainer.

Structures and constants: winnt.h (JOBOBJECT_EXTENDED_LIMIT_INFORMATION, PROCESS_MITIGATION_POLICY, TOKEN_MANDATORY_LABEL).
"""

import contextlib
import ctypes
import struct
import sys
from typing import Any

_EXTENDED_LIMITS, _UI_RESTRICTIONS = 9, 4
_ACTIVE_PROCESS, _PROCESS_MEMORY, _DIE_ON_EXCEPTION, _KILL_ON_CLOSE = 0x8, 0x100, 0x400, 0x2000
_DYNAMIC_CODE, _EXTENSION_POINTS, _FONTS, _IMAGE_LOAD, _CHILD_PROCESS = 2, 6, 9, 10, 13
_TOKEN_ADJUST, _TOKEN_INTEGRITY_LEVEL = 0x0020 | 0x0080 | 0x0008, 25
_LOW_INTEGRITY = b"\x01\x01\0\0\0\0\0\x10\0\x10\0\0"  # the SID S-1-16-4096


def confine_windows(memory: int) -> list[str]:
    """Give up all that can be given up, for good; the names of what took effect. `memory`: bytes."""
    if sys.platform != "win32":
        return []
    kernel: Any = ctypes.WinDLL("kernel32", use_last_error=True)
    security: Any = ctypes.WinDLL("advapi32", use_last_error=True)
    for name in ("GetCurrentProcess", "CreateJobObjectW"):
        getattr(kernel, name).restype = ctypes.c_void_p
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    applied = []
    with contextlib.suppress(OSError):
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))  # never closed: the job ends with the process
        flags = _ACTIVE_PROCESS | _PROCESS_MEMORY | _DIE_ON_EXCEPTION | _KILL_ON_CLOSE
        limits = struct.pack("=qqI4xQQI4xQII48xQQQQ", 0, 0, flags, 0, 0, 1, 0, 0, 0, memory, 0, 0, 0)
        everything = struct.pack("=I", 0xFF)
        if (
            kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, limits, len(limits))
            and kernel.SetInformationJobObject(job, _UI_RESTRICTIONS, everything, len(everything))
            and kernel.AssignProcessToJobObject(job, process)
        ):
            applied.append("job")
    policies = ((_DYNAMIC_CODE, 1), (_EXTENSION_POINTS, 1), (_FONTS, 1), (_IMAGE_LOAD, 0b11), (_CHILD_PROCESS, 1))
    if all(kernel.SetProcessMitigationPolicy(policy, struct.pack("=I", value), 4) for policy, value in policies):
        applied.append("mitigations")
    token = ctypes.c_void_p()
    if security.OpenProcessToken(process, _TOKEN_ADJUST, ctypes.byref(token)):
        if security.AdjustTokenPrivileges(token, True, None, 0, None, None):
            applied.append("no privileges")
        sid = ctypes.create_string_buffer(_LOW_INTEGRITY)
        label = struct.pack("@PI", ctypes.addressof(sid), 0x20)  # SE_GROUP_INTEGRITY
        if security.SetTokenInformation(token, _TOKEN_INTEGRITY_LEVEL, label, len(label)):
            applied.append("low integrity")
        kernel.CloseHandle(token)
    return applied
