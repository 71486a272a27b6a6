"""Limits that a process takes upon itself before it opens a file somebody sent.

Run as a program, it limits itself and then becomes another program:

    python -m luoshi.sources.files.confine MEMORY_BYTES CPU_SECONDS WRITTEN_BYTES PROGRAM ARGUMENT…
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

_DIE_WITH_PARENT = 1  # prctl's PR_SET_PDEATHSIG
_NO_NEW_PRIVILEGES = 38  # prctl's PR_SET_NO_NEW_PRIVS
_OWN_USERS, _OWN_NETWORK = 0x10000000, 0x40000000  # unshare's CLONE_NEWUSER, CLONE_NEWNET


def confine(*, memory: int, cpu_seconds: int, written: int) -> None:
    """Limit this process and its children: bytes of memory, seconds of computing, bytes of a file.

    It gets no network and dies with the process that started it, where the system allows that.
    """
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))
    system = ctypes.CDLL(None)
    if not hasattr(system, "prctl"):
        return
    system.prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    if system.unshare(_OWN_NETWORK):
        system.unshare(_OWN_USERS | _OWN_NETWORK)


def main() -> None:
    """Limit this process, then become the program named on the command line."""
    memory, cpu_seconds, written = (int(one) for one in sys.argv[1:4])
    confine(memory=memory, cpu_seconds=cpu_seconds, written=written)
    os.execvp(sys.argv[4], sys.argv[4:])


if __name__ == "__main__":
    main()
