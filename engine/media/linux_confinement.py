"""Linux: a process without any right to files, sockets, programs or other processes, by no_new_privs, Landlock and seccomp.

Sources: landlock(7) and include/uapi/linux/landlock.h of Linux 6.18 (ABI 1 to 7), seccomp(2), include/uapi/linux/seccomp.h and bpf_common.h.
The filter is a list of what is allowed; everything else fails with EPERM, so a library that asks for more notices and goes on. `clone3`
answers ENOSYS, since a filter cannot see its flags: glibc then uses `clone`, which is allowed for threads alone.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

_PR_SET_NO_NEW_PRIVS = 38

_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446  # the same numbers on every architecture
_LANDLOCK_VERSION = 1  # flag: tell the ABI instead
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}  # ABI: how many of the rights to files it knows; from 5 on 16
_NET_RIGHTS = 0b11  # bind and connect TCP, from ABI 4
_SCOPES = 0b11  # abstract Unix sockets and signals, from ABI 6

_SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC = 1, 1
_ALLOW, _ERRNO, _KILL_PROCESS = 0x7FFF0000, 0x00050000, 0x80000000
_LOAD, _JUMP_EQUAL, _JUMP_SET, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = (
    0,
    4,
    16,
)  # offsets in struct seccomp_data; arguments are 64 bits, the low half first here

_CLONE_THREAD = 0x00010000
_PROT_EXEC = 4
_X32 = 0x40000000

# fmt: off
# Names and numbers of asm/unistd_64.h (x86-64) and asm-generic/unistd.h (arm64).
_ALLOWED: dict[str, tuple[int, int]] = {
    # reading and answering through descriptors that are open already
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67), "lseek": (8, 62),
    "close": (3, 57), "fstat": (5, 80), "fcntl": (72, 25), "dup": (32, 23), "recvmsg": (47, 212), "ppoll": (271, 73),
    # memory; mmap and mprotect without execution, see below
    "brk": (12, 214), "munmap": (11, 215), "mremap": (25, 216), "madvise": (28, 233),
    # threads and time
    "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293), "gettid": (186, 178), "getpid": (39, 172),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "clock_gettime": (228, 113), "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115), "nanosleep": (35, 101), "getrandom": (318, 278), "membarrier": (324, 283), "getcpu": (309, 168),
    # signals of its own, and the end
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "exit": (60, 93), "exit_group": (231, 94),
}
_X86_ONLY = (7, 35, 96, 201)  # poll, nanosleep, gettimeofday, time
_ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}  # AUDIT_ARCH_…, column of the table
_CLONE, _CLONE3, _MMAP, _MPROTECT = (56, 220), (435, 435), (9, 222), (10, 226)
_SECCOMP = (317, 277)
# fmt: on


def confine_linux() -> list[str]:
    """Give up all rights, for good and for all threads; the names of what took effect."""
    libc = ctypes.CDLL(None, use_errno=True)
    applied = []
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        applied.append("no_new_privs")
    if abi := _landlock(libc):
        applied.append(f"landlock {abi}")
    if _seccomp(libc):
        applied.append("seccomp")
    return applied


def _landlock(libc: ctypes.CDLL) -> int:
    """Handle every right there is and grant none; the ABI version, 0 where the kernel has no Landlock."""
    abi = libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), _LANDLOCK_VERSION)
    if abi < 1:
        return 0
    attributes = struct.pack("=Q", (1 << _FILE_RIGHTS.get(abi, 16)) - 1)
    if abi >= 4:
        attributes += struct.pack("=Q", _NET_RIGHTS)
    if abi >= 6:
        attributes += struct.pack("=Q", _SCOPES)
    ruleset = libc.syscall(_LANDLOCK_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return 0
    try:
        return abi if libc.syscall(_LANDLOCK_RESTRICT_SELF, ruleset, 0) == 0 else 0
    finally:
        os.close(ruleset)


def _seccomp(libc: ctypes.CDLL) -> bool:
    """Install the filter in all threads; False on a processor it is not written for, or a kernel without it."""
    machine = platform.machine()
    if sys.byteorder != "little" or machine not in _ARCHITECTURES:
        return False
    code = b"".join(filter_program(machine))
    buffer = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    number = _SECCOMP[_ARCHITECTURES[machine][1]]
    return libc.syscall(number, _SECCOMP_SET_MODE_FILTER, _SECCOMP_FILTER_FLAG_TSYNC, program) == 0


def filter_program(machine: str) -> list[bytes]:
    """The instructions (struct sock_filter, 8 bytes each) for "x86_64" or "aarch64"."""
    audit, column = _ARCHITECTURES[machine]
    denied = _return(_ERRNO | errno.EPERM)
    program = [_step(_LOAD, _ARCHITECTURE), _step(_JUMP_EQUAL, audit, 1, 0), _return(_KILL_PROCESS)]
    program.append(_step(_LOAD, _NUMBER))
    if machine == "x86_64":
        program += [_step(_JUMP_AT_LEAST, _X32, 0, 1), denied]
    numbers = {pair[column] for pair in _ALLOWED.values()} | (set(_X86_ONLY) if machine == "x86_64" else set())
    for number in sorted(numbers):
        program += [_step(_JUMP_EQUAL, number, 0, 1), _return(_ALLOW)]
    program += [_step(_JUMP_EQUAL, _CLONE3[column], 0, 1), _return(_ERRNO | errno.ENOSYS)]
    # the argument's low half decides: both flags lie in it
    program += _if_argument(_CLONE[column], 0, _CLONE_THREAD, when_set=_return(_ALLOW), otherwise=denied)
    for number in (_MMAP[column], _MPROTECT[column]):
        program += _if_argument(number, 2, _PROT_EXEC, when_set=denied, otherwise=_return(_ALLOW))
    return [*program, denied]


def _if_argument(number: int, argument: int, bits: int, when_set: bytes, otherwise: bytes) -> list[bytes]:
    """For call `number`: one answer when any of `bits` is set in an argument, another when not. Other calls pass on."""
    return [
        _step(_JUMP_EQUAL, number, 0, 4),
        _step(_LOAD, _ARGUMENTS + 8 * argument),
        _step(_JUMP_SET, bits, 0, 1),
        when_set,
        otherwise,
    ]


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _return(action: int) -> bytes:
    return _step(_RETURN, action)
