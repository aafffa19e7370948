"""Activators of an environment that may be moved: they compute its place when they are sourced. Cold.

They are the usual ones, rendered for a place that no path can be, which is then replaced by what computes it. There is
none for shells that do not tell a sourced file its name, csh among them.
"""

from __future__ import annotations

from envarium.shells import registry

NOWHERE = "/@envarium-place@"

# A name with `.` or `..` in it is resolved by a subshell; any other costs no process. dash tells no name, but keeps the
# file open: the kernel knows it by its number, and the file that is being read has the highest.
POSIX = """\
if [ -n "${BASH_VERSION-}" ]; then \\eval '__envarium_place=${BASH_SOURCE[0]}'
elif [ -n "${ZSH_VERSION-}" ]; then \\eval '__envarium_place=${(%):-%x}'
elif [ -n "${KSH_VERSION-}" ]; then \\eval '__envarium_place=${.sh.file}'
else __envarium_place=$(\\command readlink /proc/$$/fd/* | \\command grep '/bin/activate$' | \\command tail -n 1); fi
case $__envarium_place in /*) ;; *) __envarium_place=$PWD/$__envarium_place ;; esac
case $__envarium_place in
    */./* | */../*)
        __envarium_place=$(
            \\unset -f cd 2>/dev/null || \\:
            CDPATH= \\cd -- "${__envarium_place%/*}" >/dev/null && \\pwd
        )/. ;;
esac
__envarium_place=${__envarium_place%/*}
__envarium_place=${__envarium_place%/*}
"""

FISH = "set -l __envarium_place (builtin realpath (status dirname)/..)\n"
PYTHON = "_place = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))\n"


def activators(prompt: str) -> dict[str, str]:
    """Return the files of `bin/` that enter the environment in which they stand, by their names."""
    usual = registry.activators(NOWHERE, prompt)
    return {
        "activate": _posix(usual["activate"]),
        "activate.fish": _fish(usual["activate.fish"]),
        "activate.ps1": _powershell(usual["activate.ps1"]),
        "activate_this.py": _python(usual["activate_this.py"]),
    }


def _posix(text: str) -> str:
    here = text.replace(
        f"VIRTUAL_ENV='{NOWHERE}'", 'VIRTUAL_ENV="$__envarium_place"; \\unset __envarium_place', 1
    )
    return POSIX + here.replace(NOWHERE, "'\"$VIRTUAL_ENV\"'")


def _fish(text: str) -> str:
    here = text.replace(f"VIRTUAL_ENV '{NOWHERE}'", "VIRTUAL_ENV $__envarium_place", 1)
    return FISH + here.replace(f"'{NOWHERE}", '"$VIRTUAL_ENV"\'')


def _powershell(text: str) -> str:
    here = text.replace(
        f"VIRTUAL_ENV = '{NOWHERE}'", "VIRTUAL_ENV = Split-Path -LiteralPath $PSScriptRoot", 1
    )
    return here.replace(f"'{NOWHERE}/bin'", "($env:VIRTUAL_ENV + '/bin')")


def _python(text: str) -> str:
    here = text.replace("_old = {}\n", PYTHON + "_old = {}\n", 1)
    return here.replace(f"'{NOWHERE}/bin'", "_place + '/bin'").replace(f"'{NOWHERE}'", "_place")
