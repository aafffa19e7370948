"""What bash 3.2 does not know is refused before it is shipped."""

from __future__ import annotations

import glob
import os
import sys

import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT + "/tools")

import check_bash32  # noqa: E402 - it is found by the line above

REFUSED = {
    "${x,,}": ('y="${x,,}"', "y=${x^}", "y=${x[0]^^}"),
    "${x@Q}": ('y="${x@Q}"', "y=${x[@]@Q}"),
    "declare -g": ("declare -g x=1", "\\builtin typeset -gx x", "if true; then declare -g x; fi"),
    "local -n": ("    \\builtin local -n x=y",),
    "declare -A": ("declare -A x",),
    "mapfile": ("mapfile -t x", "\\builtin readarray x"),
    "coproc": ("coproc cat",),
    "wait -n": ("wait -n",),
    "[[ -v x ]]": ("[[ -v x ]]", "[[ -n ${y} && -v x ]]", "if [ -v x ]; then"),
    "printf -v x[i]": ("printf -v x[1] %s y", '\\builtin printf -v "x[i]" %s y'),
    "&>>": ("true &>> x",),
    "|&": ("true |& cat",),
    ";&": ("    ;&", "    ;;&"),
    "EPOCHREALTIME": ("x=${EPOCHREALTIME}", "x=$EPOCHSECONDS"),
    "${x[-1]}": ("y=${x[-1]}", "x[ -1 ]=y"),
    "${x:0:-1}": ("y=${x:0:-1}", "y=${x:0:(-1)}"),
    '"${x[@]#y}"': ('f "${x[@]##*/}"', 'f "${x[@]:1}"', 'f "${@%y}"', 'f "${x[@]/a/b}"', 'f "${@:2}"'),
    '"${x[@]}"': ('f "${x[@]}"', 'for y in "${x[@]}"; do'),
    "command x": ("\\command ls || return", "command ls", 'if \\command "${x}"; then'),
    ". x || y": ("\\. x || y", 'if true; then . "${x}" || :; fi'),
}
ALLOWED = (
    'y="${x%,}"', "x='${x,,}'", "# ${x,,}", 'f ${x[@]+"${x[@]}"}', '"${x[@]:-y}"', "true >> x 2>&1", "true || false",
    "\\builtin printf -v x %q y", "[ -n \"${x+x}\" ]", "\\builtin local x", "typeset -f x > /dev/null", "true & true",
    'y="$(\\command ls)" || return', "(\\command ls) || return", "\\builtin command -v ls", "\\eval '\\. x' || y",
    '[[ -z ${ZSH_VERSION-} ]] || \\builtin typeset -g x',
    'if [ -n "${ZSH_VERSION-}" ]; then\n    typeset -g x\nfi',
    'if [[ -z ${ZSH_VERSION-} ]]; then\n    :\nelse\n    x=${(U)x} y="${y[@]:1}"\nfi',
    'if [ -n "${ZSH_VERSION-}" ]; then typeset -g x; else y=1; fi',
)  # fmt: skip


def test_every_rule_is_tried():
    assert set(REFUSED) == set(check_bash32.RULES)


@pytest.mark.parametrize(
    ("rule", "line"), [(rule, line) for rule, tried in REFUSED.items() for line in tried]
)
def test_refused(rule, line):
    """Each rule names the line that breaks it, also behind a branch for zsh."""
    assert (1, rule) in check_bash32.refused(line)
    before = 'if [ -n "${ZSH_VERSION-}" ]; then\n    typeset -g x\nelse\n'
    assert (4, rule) in check_bash32.refused(f"{before}{line}\nfi")


@pytest.mark.parametrize("text", ALLOWED)
def test_allowed(text):
    """What bash 3.2 understands, and what only zsh reads, is not refused."""
    assert check_bash32.refused(text) == []


def test_what_is_shipped():
    """The shell files, and all that Python writes for bash, hold to it."""
    files = glob.glob(f"{ROOT}/shell/*.sh") + glob.glob(f"{ROOT}/shell/completions/*.bash")
    assert check_bash32.main(files) == 0


def test_a_refused_file(tmp_path, capsys):
    """The file, the line, what is refused and what to write instead are named."""
    (tmp_path / "x.sh").write_text("x=1\nwait -n\n", encoding="utf-8")
    assert check_bash32.main([str(tmp_path / "x.sh")]) == 1
    assert capsys.readouterr().err == f"{tmp_path}/x.sh:2: bash 3.2: instead of wait -n write: wait PID\n"
