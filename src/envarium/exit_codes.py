"""Every exit code of envarium, with its meaning."""

from __future__ import annotations

DONE = 0
REFUSED = 1
WRONG_USAGE = 2
NOT_EXECUTABLE, NOT_FOUND = 126, 127
"""As shells give them (POSIX, Shell Command Language, 2.8.2)."""

INTERRUPTED = 130
"""128 and SIGINT, as in shells; fzf has it too."""

MEANINGS = {
    DONE: "success",
    REFUSED: "refused or failed: standard error has the reason in one line, and a hint if there is a way out; or "
    "`doctor` found a problem, `which` found no environment, `diff --exit-code` or `explain --verify` found a "
    "difference, or a command failed that `each` ran",
    WRONG_USAGE: "wrong usage: an unknown option, a missing argument, a value that is not allowed",
    NOT_EXECUTABLE: "`run`: the program cannot be executed",
    NOT_FOUND: "`run`: the program was not found",
    INTERRUPTED: "interrupted by Ctrl-C, or nothing was chosen from the list of `workon -i`",
}
"""What each code means. run ends with its program's code, install and sync with that of an installer that failed."""
