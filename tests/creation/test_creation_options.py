"""What does not depend on the interpreter: paths, prompts, launchers."""

from __future__ import annotations

import ast
import os
import subprocess

import pytest

from creations import Made
from envarium.creator import image
from envarium.interpreters import find
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from tool import Tool, lend


@pytest.mark.parametrize(
    ("options", "name", "label"),
    [
        ((), "my prompt", "my prompt"),
        (("--prompt", "a b"), "prompted", "a b"),
        (("--prompt", "it's $(touch evil)"), "$prompt", "it's $(touch evil)"),
    ],
)
def test_prompt(options, name, label, maker, ground, any_python):
    """pyvenv.cfg has the requested prompt, or none, and an activated shell shows it."""
    maker.done("create", "--no-pip", "-p", any_python.executable, *options, name)
    made = Made(f"{ground}/store/{name}", any_python, maker.environment)
    keys = dict(line.split(" = ", 1) for line in made.config().splitlines())
    assert keys.get("prompt", "") == (label if options else "")
    output = subprocess.check_output(
        ["sh", "-c", '. "$1" && printf %s "$VIRTUAL_ENV_PROMPT"', "-", made.place + "/bin/activate"],
        text=True,
    )
    assert output == label


PLACES = {
    "blanks": "a  store",
    "quotes": "it's \"a\" 'store'",
    "three quotes": "'''st'''ore",
    "backslash": "back\\slash\\n\\",
    "dollar": "$HOME $(touch evil) `touch evil`",
    "non-ASCII": "größe 环境 🐍",
    "long": "l" * 120 + "/" + "m" * 120,
    "long and quoted": "l'" * 60,
}


@pytest.mark.parametrize("label", PLACES)
def test_launchers_anywhere(label, tmp_path, maker, ground, any_python):
    """A console script starts its own interpreter, whatever the path of the store and the name are made of."""
    root = str(tmp_path / PLACES[label])
    name = f"env {PLACES[label][:40]}"
    tool = Tool({**maker.environment, "WORKON_HOME": root})
    if "$" in root:
        tool.environment["WORKON_HOME"] = str(tmp_path / "link")
        os.symlink(root, tmp_path / "link")
    lend(root, ground / "store")
    tool.done("create", "-p", any_python.executable, name)
    place = f"{tool.environment['WORKON_HOME']}/{name}"
    made = Made(place, any_python, maker.environment)
    assert made.run("pip", "--version").startswith("pip ")
    assert place in made.run("pip", "--version")
    for shell in ("sh", "bash"):
        output = subprocess.check_output([shell, "-c", '"$0" --version', place + "/bin/pip"], text=True)
        assert place in output
    assert "evil" not in os.listdir(tool.environment["HOME"])


def test_arguments_pass_launchers_unchanged(tmp_path_factory, any_python):
    """The launcher that goes through sh hands each argument on as it is."""
    words = ["a  b", "it's", '"', "$HOME", "*", "\\n", "", "--", "-x"]
    tellers = tmp_path_factory.mktemp("tellers")
    (tellers / "teller.py").write_text("import sys\ndef main():\n    print(ascii(sys.argv[1:]))\n")
    file = tellers / "teller it's"
    long = tellers / ("it's " + "l" * 130)
    long.symlink_to(any_python.executable)
    file.write_text(image.launcher(str(long), "teller", "main"))
    file.chmod(0o755)
    output = subprocess.check_output(
        [file, *words], text=True, env={**os.environ, "PYTHONPATH": str(tellers)}
    )
    assert ast.literal_eval(output) == words


def test_a_store_with_a_dollar(tmp_path, maker, ground, any_python):
    """A "$" in the store's path that no variable follows stays what it is."""
    root = str(tmp_path / "cost 5$ each")
    tool = Tool({**maker.environment, "WORKON_HOME": root})
    lend(root, ground / "store")
    tool.done("create", "-p", any_python.executable, "$x")
    assert root in Made(root + "/$x", any_python, maker.environment).run("pip", "--version")


def test_python_2_7_has_no_pyvenv_cfg(maker, ground, tmp_path):
    """The strategy of PEP 405 refuses an interpreter that does not support it, and nothing is left of the attempt."""
    facts = [
        row[0]
        for row in find.all_interpreters(str(ground / "store/.envarium/interpreters"))
        if row[0].version < "3"
    ]
    if not facts:
        pytest.skip("there is no Python 2 on this machine")
    store = tmp_path / "store"
    store.mkdir()
    tool = Tool({**maker.environment, "WORKON_HOME": str(store)})
    output = tool.refused("create", "--strategy", "pyvenv.cfg", "-p", facts[0].executable, "legacy")
    assert "2.7" in output
    assert Store(str(store)).names() == []
    assert not os.path.exists(store / ".envarium/seeds")
    assert os.listdir(store / ".envarium/staging") == []


def test_an_interpreter_behind_a_link(tmp_path, maker, any_python):
    """A base that is named by a link elsewhere keeps its own home."""
    link = tmp_path / "mypython"
    link.symlink_to(any_python.executable)
    maker.done("create", "--no-pip", "-p", str(link), "linked")
    made = Made(maker.environment["WORKON_HOME"] + "/linked", any_python, maker.environment)
    assert made.say("sys.prefix, sys.base_prefix") == (made.place, any_python.prefix)
    os.unlink(link)
    assert made.say("sys.base_prefix") == any_python.prefix


def test_installing_ignores_the_surroundings(maker, ground, tmp_path, any_python, tiny):
    """Neither modules that lie about in the working directory nor PYTHONPATH reach the pip that installs."""
    (tmp_path / "typing.py").write_text("raise SystemExit('the working directory was imported')\n")
    done = maker(
        "create", "-p", any_python.executable, "-i", tiny, "steady",
        cwd=tmp_path, PIP_NO_INDEX="1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert Made(f"{ground}/store/steady", any_python, maker.environment).run("tiny").startswith("tiny in")


def test_quiet(tool):
    """With -q, success prints nothing."""
    done = tool("create", "x", "-q", "--no-pip")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_prompt_that_is_the_working_directory(tool, store, tmp_path):
    """`--prompt .` is the name of the working directory, which is checked as any other prompt is."""
    (tmp_path / "a project").mkdir()
    assert tool("create", "x", "--prompt", ".", "--no-pip", cwd=tmp_path / "a project").returncode == 0
    assert Environment(store.path("x")).prompt == "a project"
    (tmp_path / "two\nlines").mkdir()
    done = tool("create", "y", "--prompt", ".", "--no-pip", cwd=tmp_path / "two\nlines")
    assert (done.returncode, "control character" in done.stderr) == (2, True)


@pytest.mark.parametrize("strategy", ["pyvenv.cfg", "copy"])
def test_version_control_may_see_it(tool, store, strategy):
    """--no-vcs-ignore leaves out the file by which git ignores an environment."""
    tool.done("create", "ignored", "--no-pip", "--strategy", strategy)
    tool.done("create", "seen", "--no-pip", "--strategy", strategy, "--no-vcs-ignore")
    assert os.path.exists(store.path("ignored") + "/.gitignore")
    assert not os.path.exists(store.path("seen") + "/.gitignore")
