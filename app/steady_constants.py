"""Keeps Python 3.10 and 3.11 alive under PySide6 6.12.0, which gives back references to None (and at times to True and False) that it never took.

Measured with 6.12.0 on Python 3.11.7: `sys.getrefcount(None)` falls by 1,000 in 1,000 calls of `QColor.setAlphaF`, as in every method without a result;
after some thousand calls Python ends itself ("none_dealloc", "bool_dealloc"). From Python 3.12 on these objects are immortal
(https://peps.python.org/pep-0683/) and nothing is to be done.
"""

import sys

_CONSTANTS = (None, True, False, NotImplemented, ...)


def steady_constants() -> None:
    """Lend the constants more references than a program can ever drop; called once before the first widget is made."""
    if sys.version_info < (3, 12) and sys.getrefcount(None) < 1 << 40:
        import ctypes

        for constant in _CONSTANTS:
            ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 48
