"""Completing `workon <TAB>` with a thousand environments, as each shell does it."""

from __future__ import annotations

from pathlib import Path

from benchmarks import population, shells
from benchmarks.acts.start import SETUP, loader_of_virtualfish
from benchmarks.ground import Ground
from benchmarks.rows import OURS, Case, Row, Turns, at_most, no_process, under

NUMBER = 1_000
MANY = 100_000
BASH = """
set -- $(complete -p workon)
while [ "$1" != -F ]; do shift; done
ask="$2"
COMP_LINE='workon TYPED' COMP_POINT=${#COMP_LINE} COMP_WORDS=(workon 'TYPED') COMP_CWORD=1
answers=0
"""
ASK_BASH = """COMPREPLY=(); "$ask" workon 'TYPED' workon; answers=${#COMPREPLY[@]}"""
ZSH = """
timed() { _main_complete; answers=$compstate[nmatches]; compstate[insert]= compstate[list]= }
zle -C timed complete-word timed
zle-line-init() {
BUFFER='workon TYPED' CURSOR=${#BUFFER}
zle timed
"""
ASK_ZSH = "zle timed"


def rows(ground: Ground, turns: Turns) -> list[Row]:
    """Return the rows of each shell: with nothing typed, with the beginning of ten names, and of ten among many."""
    few = [_row(ground, turns, shell, prefix) for shell in SETUP for prefix in ("", population.PREFIX)]
    return few + [_among_many(ground, turns, shell) for shell in SETUP]


def _among_many(ground: Ground, turns: Turns, shell: str) -> Row:
    cases = [case(ground, shell, OURS, population.store(ground, MANY), population.PREFIX)]
    act = f"complete `workon <TAB>`, {MANY:,} environments, with a prefix typed, {shell}"
    return Row(act, turns.take(f"completion {shell} {MANY:,}", cases), (under(30), no_process()))


def _row(ground: Ground, turns: Turns, shell: str, prefix: str) -> Row:
    store = population.store(ground, NUMBER)
    peer = "virtualfish" if shell == "fish" else "virtualenvwrapper"
    figures = turns.take(
        f"completion {shell}", [case(ground, shell, each, store, prefix) for each in (OURS, peer)]
    )
    bars = (no_process(),) if shell == "fish" else (at_most(0.1 if prefix else 0.9, peer), no_process())
    act = (
        f"complete `workon <TAB>`, 1,000 environments, {'with a prefix typed' if prefix else 'nothing typed'}"
    )
    title = act.replace("`", "") if shell == "bash" else ""
    return Row(f"{act}, {shell}", figures, bars, drawn=title)


def case(ground: Ground, shell: str, peer: str, store: Path, prefix: str) -> Case:
    """Return the case of the shell completing `workon` with `typed` behind it, in `store`."""
    count = 10 if prefix else int(store.name.rpartition("-")[2])
    load = _load(ground, shell, peer, store)
    if shell == "fish":
        word = "workon" if peer == OURS else "vf activate"
        return shells.case(ground, peer, "", _in_fish(load, f"{word} {prefix}", count))
    asking = {"bash": _in_bash, "zsh": _in_zsh}[shell]
    return shells.case(ground, peer, "", asking(load, prefix, count))


def _load(ground: Ground, shell: str, peer: str, store: Path) -> str:
    if peer == "virtualfish":
        return f"source '{loader_of_virtualfish(ground)}'\nset -g VIRTUALFISH_HOME '{store}'\n"
    home = f"export WORKON_HOME='{store}'\n" if shell != "fish" else f"set -gx WORKON_HOME '{store}'\n"
    if peer == OURS:
        return f"{SETUP[shell]}\n{home}source '{ground.loading(shell)}'\n"
    return f"{SETUP[shell]}\n{home}{ground.wrapper()}source virtualenvwrapper.sh\n"


def _in_bash(load: str, prefix: str, count: int) -> shells.Telling:
    """Return the call of the completion function; the answers are counted once before, and again at the end."""
    setup, step = BASH.replace("TYPED", prefix), ASK_BASH.replace("TYPED", prefix)
    check = f"[ $answers -eq {count} ] || {{ echo $answers answers >&2; exit 9; }}"
    return shells.Telling(
        "bash", lambda label: f"{load}{setup}{step}\n{check}", lambda label: step, lambda label: check
    )


def _in_zsh(load: str, prefix: str, count: int) -> shells.Telling:
    setup = load + ZSH.replace("TYPED", prefix)
    check = f"[ $answers -eq {count} ]; exit\n}}\nzle -N zle-line-init"
    return shells.Telling("zsh", lambda label: setup, lambda label: ASK_ZSH, lambda label: check, typed=True)


def _in_fish(load: str, line: str, count: int) -> shells.Telling:
    step = f"set answers (complete -C '{line}')"
    check = f"[ (count $answers) -eq {count} ]; or begin; count $answers >&2; exit 9; end"
    return shells.Telling(
        "fish", lambda label: f"{load}set answers\n{step}\n{check}", lambda label: step, lambda label: check
    )
