"""Hostile names, aliases, options and surroundings: everything still works, and nothing is run that should not be."""

from __future__ import annotations

import os
import shutil

import pytest

import evil
import shells


@pytest.mark.parametrize("mode", shells.ONCE)
def test_every_name_that_the_store_accepts_works(shell, root):
    """Any accepted name can be made, entered, left, listed and removed, byte for byte, and is never code."""
    shell.say("mkvenv --no-pip first")
    shell.say("deactivate")
    prompt = shell.value("PS1")
    for name in evil.ACCEPTED.values():
        assert shell.say("mkvenv", "--no-pip", "--", name).code == 0, name
        assert shell.value("VIRTUAL_ENV") == f"{root}/{name}"
        assert shell.value("VIRTUAL_ENV_PROMPT") == name
        shell.say("deactivate")
        assert shell.say("workon", name).code == 0, name
        assert shell.say("command -v python").out == f"{root}/{name}/bin/python\n"
        shell.say("deactivate")
        assert shell.value("PS1") == prompt
    assert sorted(shell.say("workon").out.splitlines()) == sorted([*evil.ACCEPTED.values(), "first"])
    assert shell.say("rmvenv", "--", *evil.ACCEPTED.values()).code == 0
    assert shell.say("workon").out == "first\n"
    assert os.listdir(shell.folder) == [entry for entry in os.listdir(shell.folder) if entry.startswith(".s")]


@pytest.mark.parametrize("mode", shells.ONCE)
def test_no_refused_name_does_anything(shell, root):
    """Every word refuses every name that cannot be one, and the store stays as it was."""
    shell.say("mkvenv --no-pip one")
    before = shell.state(), sorted(os.listdir(root))
    for label, name in evil.REFUSED.items():
        if "\0" in name or name in ("-", "--help", "") or (name == "." and os.path.basename(shell.folder)):
            continue  # these mean something else, or cannot be said
        for word in ("mkvenv --no-pip", "workon", "rmvenv"):
            output = shell.tries(f"{word} {shell.quote(name)}")
            assert output.code in (1, 2), (label, word, output)
            assert "Traceback" not in output.err
    assert (shell.state(), sorted(os.listdir(root))) == before


ZSH_OPTIONS = (
    "ksh_arrays", "sh_word_split", "nomatch", "null_glob", "err_return", "warn_create_global", "glob_subst",
    "extended_glob", "no_clobber", "no_unset", "prompt_subst", "csh_null_glob", "rc_expand_param", "all_export",
    "posix_builtins", "bash_rematch", "glob_dots", "no_equals", "ksh_glob", "auto_cd", "chase_links",
    "err_exit", "auto_pushd", "no_function_argzero", "local_options",
)  # fmt: skip


@pytest.mark.parametrize("option", ZSH_OPTIONS)
def test_any_zsh_option(option, tmp_path, clean_environment, installed, starts):
    """Under any option the words work, and the options stay as the user set them."""
    _works_under(starts("zsh", tmp_path, clean_environment), f"setopt {option}", installed)


BASH_OPTIONS = (
    "shopt -s nullglob", "shopt -s failglob", "shopt -s dotglob", "shopt -s extglob", "shopt -s nocaseglob", "set -f",
    "set -C", "set -a", "set -o posix", "IFS=/", "GLOBIGNORE='*'", "shopt -s nocasematch", "set -h",
    "shopt -s globstar", "set -E", "set -T",
)  # fmt: skip


@pytest.mark.parametrize("option", BASH_OPTIONS)
def test_any_bash_option(option, tmp_path, clean_environment, installed, starts):
    """Under any option the words work, and the options stay as the user set them."""
    _works_under(starts("bash", tmp_path, clean_environment), option, installed)


def test_an_empty_store_under_failglob(tmp_path, clean_environment, installed, starts):
    """workon lists nothing, although bash treats a pattern without a match as an error."""
    hooks = {"VIRTUALENVWRAPPER_HOOK_DIR": str(tmp_path / "hooks")}
    shell = starts("bash", tmp_path, {**clean_environment, **hooks})
    shell.load(installed)
    shell.tries("shopt -s failglob")
    output = shell.say("workon")
    assert (output.code, output.out, output.err) == (0, "", "")


@pytest.mark.parametrize("mode", shells.ONCE)
def test_back_after_a_rename(shell, root):
    """`workon -` finds the previous environment, and the one that was active last, under their new names."""
    for name in ("one", "two"):
        shell.say(f"mkvenv --no-pip {name}")
    assert shell.say("mvvenv one uno; workon -").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/uno"
    assert shell.say("mvvenv uno eins; workon -").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/two"
    assert shell.say("deactivate; mvvenv two zwei; workon -").code == 0
    assert shell.value("VIRTUAL_ENV") == f"{root}/zwei"


def _works_under(shell, option, installed):
    shell.load(installed)
    shell.tries(option)
    before = shell.tries(shell.options).out
    for step in (
        "mkvenv --no-pip 'one two'",
        "deactivate",
        "workon 'one two'",
        "cdvirtualenv bin",
        "deactivate",
    ):
        output = shell.say(step)
        assert output.code == 0, (step, output)
        assert len(output.err.splitlines()) == step.startswith("mkvenv"), (step, output)
    assert shell.say("workon").out == "one two\n"
    assert shell.tries(shell.options).out == before


def test_the_words_survive_the_end_of_their_python(tmp_path, clean_environment, installed, starts):
    """Without the tool's own interpreter, entering, leaving and listing work; other commands say how to repair it."""
    tool = tmp_path / "tool"
    shutil.copytree(os.path.dirname(os.path.dirname(installed)), tool, symlinks=True)
    for name in shells.DRIVERS:
        folder = tmp_path / name
        shell = starts(name, folder, {**clean_environment, "WORKON_HOME": str(folder / "store")})
        python = f"{tool}/bin/python"
        if not os.path.lexists(python):
            os.rename(python + ".gone", python)
        code = f"import runpy, sys; sys.argv = ['envarium', 'init', '{name}']; runpy.run_module('envarium')"
        loader = f"{python} -c {shell.quote(code)}"
        shell.say(f"{loader} | source" if name == "fish" else f'eval "$({loader})"')
        assert shell.say("mkvenv --no-pip one").code == 0
        assert shell.say("mkvenv --no-pip two").code == 0
        os.rename(python, python + ".gone")
        for step in ("workon one", "workon two", "workon -", "deactivate", "workon"):
            output = shell.say(step)
            assert (output.code, output.err) == (0, ""), step
        output = shell.tries("mkvenv three")
        assert output.code == 1
        assert output.err.splitlines()[-1].startswith("hint: ")


@pytest.mark.parametrize("mode", shells.ONCE)
def test_a_config_file_may_name_the_store(shell, tmp_path, clean_environment):
    """With WORKON_HOME unset the shell reads a plain config file by itself, and Python any other."""
    config = tmp_path / "home" / ".config" / "envarium"
    config.mkdir(parents=True)
    shell.unsets("WORKON_HOME")
    for number, line in enumerate(
        ('store = "~/my envs"', "store = '~/my envs'", "\"store\" = '''~/my envs'''  # so")
    ):
        (config / "config.toml").write_text(f"# mine\ntrash_days = 3\n{line}\n", encoding="utf-8")
        assert shell.say(f"mkvenv --no-pip one{number}").code == 0, line
        assert shell.value("VIRTUAL_ENV") == f"{tmp_path}/home/my envs/one{number}"
        shell.say("deactivate")
        shell.say(f"workon one{number}")
        assert shell.value("VIRTUAL_ENV") == f"{tmp_path}/home/my envs/one{number}"
        assert f"one{number}\n" in shell.say("workon").out


@pytest.mark.parametrize("mode", shells.ONCE)
@pytest.mark.parametrize(
    "spelling", ["/store/", "/store//", "//store", "~/store", "$HOME/store", "store", "store/"]
)
def test_any_spelling_of_the_store(spelling, shell, tmp_path):
    """However WORKON_HOME is spelled, the shell and Python mean the same directory."""
    spelling = spelling.replace("/store", f"{tmp_path}/home/store") if spelling[0] == "/" else spelling
    shell.sets("WORKON_HOME", spelling)
    shell.say("mkvenv --no-pip one")
    shell.say("deactivate")
    assert shell.say("workon").out == "one\n"
    assert shell.say("workon one").code == 0
    assert os.path.samefile(shell.value("VIRTUAL_ENV"), tmp_path / "home" / "store" / "one")
    assert "//" not in shell.value("VIRTUAL_ENV")
