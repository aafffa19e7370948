"""Activators of an environment that may be moved: they determine its path when they are sourced.

They are the standard ones for a placeholder, which is replaced by code that determines the path. csh, which does
not provide the name of a sourced file, has none.
"""

from __future__ import annotations

from envarium.activation.variables import NONE
from envarium.shells import registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.activation.variables import Variables

PLACEHOLDER = "/@envarium-place@"

# A name with `.` or `..` in it is resolved by a subshell; any other costs no process. dash, busybox and mksh (whose
# version, unlike that of ksh93, does not begin with "Version") tell no name, but keep the file open: the kernel knows
# it by its number, and the file that is being read has the highest. A subshell has other files than the process `$$`.
POSIX = """\
case "${BASH_VERSION:+bash}${ZSH_VERSION:+zsh}${KSH_VERSION-}" in
    bash*) \\eval '__envarium_place=${BASH_SOURCE[0]}' ;;
    zsh*) \\eval '__envarium_place=${(%):-%x}' ;;
    Version*) \\eval '__envarium_place=${.sh.file}' ;;
    *)
        __envarium_place=$(
            place=
            for file in /proc/$$/fd/*; do
                file=$(\\command readlink "$file" 2>/dev/null) || \\:
                case $file in (*/bin/activate) place=$file ;; esac
            done
            \\printf '%s' "$place"
        )
        if [ -z "$__envarium_place" ]; then
            \\printf 'envarium: %s\\nhint: %s\\n' 'this shell does not tell the path of the file that it reads' \\
                'use bash, zsh or ksh93, or do not source it in a subshell' >&2
            \\unset __envarium_place
            \\return 1
        fi
        ;;
esac
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


def activators(prompt: str, variables: Variables = NONE) -> dict[str, str]:
    """Return the activators for the environment that contains them, by their names in `bin/`."""
    standard = registry.activators(PLACEHOLDER, prompt, variables)
    return {
        "activate": _posix(standard["activate"]),
        "activate.fish": _fish(standard["activate.fish"]),
        "activate.ps1": _powershell(standard["activate.ps1"]),
        "activate.nu": _nushell(standard["activate.nu"]),
        "activate.xsh": _xonsh(standard["activate.xsh"]),
        "activate_this.py": standard["activate_this.py"],
    }


def _posix(text: str) -> str:
    moving = text.replace(f"VIRTUAL_ENV='{PLACEHOLDER}'", 'VIRTUAL_ENV="$__envarium_place"', 1)
    return POSIX + moving.replace(PLACEHOLDER, "'\"$VIRTUAL_ENV\"'") + "\\unset __envarium_place\n"


def _fish(text: str) -> str:
    here = text.replace(f"VIRTUAL_ENV '{PLACEHOLDER}'", "VIRTUAL_ENV $__envarium_place", 1)
    quoted = here.replace(f"\\'{PLACEHOLDER}", '"$VIRTUAL_ENV"\\\'')  # in the text that it evaluates
    return FISH + quoted.replace(f"'{PLACEHOLDER}", '"$VIRTUAL_ENV"\'')


def _powershell(text: str) -> str:
    moving = text.replace(
        f"VIRTUAL_ENV = '{PLACEHOLDER}'", "VIRTUAL_ENV = Split-Path -LiteralPath $PSScriptRoot", 1
    )
    return moving.replace(f"'{PLACEHOLDER}/bin'", "($env:VIRTUAL_ENV + '/bin')")


def _nushell(text: str) -> str:
    comment, data, module = text.split("\n", 2)
    moving = module.replace(f'"{PLACEHOLDER}"', "$here").replace(f'"{PLACEHOLDER}/bin"', '$"($here)/bin"')
    return f"{comment}\n{data}\nconst here = (path self | path dirname | path dirname)\n{moving}"


def _xonsh(text: str) -> str:
    moving = text.replace(f"'{PLACEHOLDER}'", "place").replace(f"'{PLACEHOLDER}/bin'", "place + '/bin'")
    find = 'place = os.path.dirname(os.path.dirname(os.path.abspath(ctx["__file__"])))'
    return moving.replace(", {}\n", f", {{}}\n    {find}\n", 1)
