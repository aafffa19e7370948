"""Activators of an environment that may be moved: they compute its place when they are sourced. Cold.

They are the usual ones, rendered for a place that no path can be, which is then replaced by what computes it. There is
none for shells that do not tell a sourced file its name, csh among them.
"""

from __future__ import annotations

from venvarium.activation import registry

NOWHERE = "/@venvarium-place@"

# A name with `.` or `..` in it is resolved by a subshell; any other costs no process. dash tells no name, but keeps the
# file open: the kernel knows it by its number, and the file that is being read has the highest.
POSIX = """\
if [ -n "${BASH_VERSION-}" ]; then \\eval '__venvarium_place=${BASH_SOURCE[0]}'
elif [ -n "${ZSH_VERSION-}" ]; then \\eval '__venvarium_place=${(%):-%x}'
elif [ -n "${KSH_VERSION-}" ]; then \\eval '__venvarium_place=${.sh.file}'
else __venvarium_place=$(\\command readlink /proc/$$/fd/* | \\command grep '/bin/activate$' | \\command tail -n 1); fi
case $__venvarium_place in /*) ;; *) __venvarium_place=$PWD/$__venvarium_place ;; esac
case $__venvarium_place in
    */./* | */../*)
        __venvarium_place=$(
            \\unset -f cd 2>/dev/null || \\:
            CDPATH= \\cd -- "${__venvarium_place%/*}" >/dev/null && \\pwd
        )/. ;;
esac
__venvarium_place=${__venvarium_place%/*}
__venvarium_place=${__venvarium_place%/*}
"""

FISH = "set -l __venvarium_place (builtin realpath (status dirname)/..)\n"
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
        f"VIRTUAL_ENV='{NOWHERE}'", 'VIRTUAL_ENV="$__venvarium_place"; \\unset __venvarium_place', 1
    )
    return POSIX + here.replace(NOWHERE, "'\"$VIRTUAL_ENV\"'")


def _fish(text: str) -> str:
    here = text.replace(f"VIRTUAL_ENV '{NOWHERE}'", "VIRTUAL_ENV $__venvarium_place", 1)
    return FISH + here.replace(f"'{NOWHERE}", '"$VIRTUAL_ENV"\'')


def _powershell(text: str) -> str:
    here = text.replace(
        f"VIRTUAL_ENV = '{NOWHERE}'", "VIRTUAL_ENV = Split-Path -LiteralPath $PSScriptRoot", 1
    )
    return here.replace(f"'{NOWHERE}/bin'", "($env:VIRTUAL_ENV + '/bin')")


def _python(text: str) -> str:
    here = text.replace("_old = {}\n", PYTHON + "_old = {}\n", 1)
    return here.replace(f"'{NOWHERE}/bin'", "_place + '/bin'").replace(f"'{NOWHERE}'", "_place")
