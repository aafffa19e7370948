"""The faults: an error or a signal at one file-system call, or an error at all from one on."""

from __future__ import annotations

CHANGING = (
    "mkdir", "mkdirat", "rmdir", "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat",
    "unlink", "unlinkat", "write", "pwrite64", "writev", "copy_file_range", "sendfile", "truncate", "ftruncate",
    "fallocate", "chmod", "fchmod", "fchmodat", "utimensat", "fsync", "fdatasync",
)  # fmt: skip
"""Calls that change what is on a disk; opening may, too."""

LOOKING = (
    "open", "openat", "close", "read", "pread64", "readv", "stat", "lstat", "fstat", "newfstatat", "statx", "access",
    "faccessat", "faccessat2", "readlink", "readlinkat", "getdents", "getdents64", "statfs", "fstatfs", "lseek",
    "flock", "fcntl", "chdir", "getcwd",
)  # fmt: skip

LASTING = tuple(call for call in CHANGING if "write" not in call)
"""The calls that a lasting fault lets fail: not writing, as messages are not written to the full disk."""

ALL = (*CHANGING, *LOOKING)


class Fault:
    """A fault, `what` in the terms of strace; a `lasting` one applies to every changing call from one on."""

    __slots__ = ("lasting", "name", "what")

    def __init__(self, name, what, *, lasting=False):
        self.name = name
        self.what = what
        self.lasting = lasting

    @property
    def kills(self):
        """Return whether it ends the process, which then can neither print nor clean up anything."""
        return self.what == "signal=KILL"

    def at(self, made, number):
        """Return the arguments of strace for this fault at call `number` of those `made` by the act.

        strace counts each kind of call separately.
        """
        before = made[:number]
        if not self.lasting:
            return [f"inject={made[number]}:{self.what}:when={before.count(made[number]) + 1}"]
        return [f"inject=?{call}:{self.what}:when={before.count(call) + 1}+" for call in LASTING]


KILL = Fault("SIGKILL", "signal=KILL")
ERRORS = (
    *(Fault(error, f"error={error}") for error in ("ENOSPC", "EIO", "EACCES", "EROFS")),
    *(Fault(f"{error} from there on", f"error={error}", lasting=True) for error in ("ENOSPC", "EROFS")),
    Fault("SIGINT", "signal=INT"),
)
FAULTS = (KILL, *ERRORS)
