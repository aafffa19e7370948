"""`envarium show`, `list`, `config`, `init` and what all commands have in common."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys

import pytest

import speakers
from envarium import vocabulary
from envarium.shells import registry
from screens import printed
from tool import SOURCE
from trees import plant

HERE = ("-p", sys.executable)


def test_listing_shows_the_state(tool, store):
    """The active environment is marked, a broken one named so, and what is no environment is left out."""
    for name in ("active", "broken", "other"):
        plant(store.path(name))
    os.unlink(store.path("broken") + "/bin/python")
    os.symlink("/no/where", store.path("broken") + "/bin/python")
    os.mkdir(store.path("folder"))
    lines = tool.done("list", VIRTUAL_ENV=store.path("active")).splitlines()
    assert [line.split() for line in lines] == [
        ["*", "active", "3.12.1"], ["broken", "3.12.1", "(interpreter", "missing)"], ["other", "3.12.1"],
    ]  # fmt: skip
    rows = {
        row["name"]: row for row in json.loads(tool.done("list", "--json", VIRTUAL_ENV=store.path("active")))
    }
    assert [name for name, row in rows.items() if row["active"]] == ["active"]
    assert [name for name, row in rows.items() if row["broken"]] == ["broken"]
    assert tool.done("list", "-b") == "active\nbroken\nother\n"
    assert tool.done("show", VIRTUAL_ENV=store.path("active")).splitlines()[0].split() == ["name", "active"]
    assert "no environment is active" in tool.refused("show")
    assert "no environment is active" in tool.refused("show", VIRTUAL_ENV=store.path("gone"))


def test_an_empty_store(tool, store):
    """An empty store is listed as such, on standard error; JSON is an empty list."""
    assert tool.done("list") == tool.done("list", "-b") == ""
    assert json.loads(tool.done("list", "--json")) == []
    shutil.rmtree(store.root)
    assert json.loads(tool.done("list", "--json")) == []
    assert not os.path.exists(store.root)


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file is elsewhere")
def test_settings(tool, store, tmp_path):
    """config shows each setting and where it comes from; the store of the config file counts without WORKON_HOME."""
    rows = {row["setting"]: row for row in json.loads(tool.done("config", "--json"))}
    assert (rows["store"]["value"], rows["store"]["source"]) == (store.root, "WORKON_HOME")
    assert rows["trash_days"] == {"setting": "trash_days", "value": 7, "source": "default"}
    tool.configure(f'store = "{tmp_path}/other"\ntrash_days = 3\n')
    rows = {row["setting"]: row for row in json.loads(tool.done("config", "--json", WORKON_HOME=None))}
    assert (rows["store"]["value"], rows["store"]["source"]) == (f"{tmp_path}/other", "config file")
    assert (rows["trash_days"]["value"], rows["trash_days"]["source"]) == (3, "config file")
    assert "trash_days" in tool.done("config")


BAD_SETTINGS = [
    "= nonsense", 'store = "unclosed', "unknown = 1\n", 'trash_days = "seven"\n', "store = 7\n", "\0",
]  # fmt: skip


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file is elsewhere")
@pytest.mark.parametrize("text", BAD_SETTINGS)
def test_a_bad_config_file(text, tool, store):
    """A config file that is not valid is named, in one line, and stops nothing."""
    tool.configure(text)
    plant(store.path("x"))
    for words, is_read in (
        ("config", True),
        ("list", "days" not in text),
        ("remove x", "store = 7" not in text),
    ):
        done = tool(*words.split(), WORKON_HOME=None if words == "list" else store.root)
        assert done.returncode == 0
        assert done.stderr.count("envarium: the config file ") == is_read
    assert not os.path.exists(store.path("x"))


def test_colour(tool, store):
    """Nothing is coloured with NO_COLOR or without a terminal, help and tables included."""
    plant(store.path("x"))
    for words in (("create", "-h"), ("list",), ("config",)):
        assert "\x1b" not in tool.done(*words, TERM="xterm-256color")
        assert not re.search(r"\x1b\[[\d;]*\b[349]\d", printed(tool, *words, errors=False, NO_COLOR="1"))
    active = {"VIRTUAL_ENV": store.path("x"), "PATH": f"{store.path('x')}/bin:{os.environ['PATH']}"}
    assert "\x1b[1m" in printed(tool, "list", errors=False, **active)


def test_help_fits(tool, tmp_path):
    """Help exits with 0 and fits 80 columns, by -h and by --help."""
    tool.environment["COLUMNS"] = "80"
    commands = [[], *([command.name] for command in vocabulary.COMMANDS)]
    calls = [(*words, flag) for words in commands for flag in ("-h", "--help")]
    for words, done in zip(calls, tool.each(calls, tmp_path), strict=True):
        lines = done.stdout.splitlines()
        assert (done.returncode, done.stderr) == (0, ""), words
        assert max(map(len, lines)) <= 80, words
        assert len(lines) > 4, words


def test_version_and_nonsense(tool):
    """--version prints one line; an unknown command is wrong usage."""
    assert re.fullmatch(r"envarium \d+\.\d+\.\d+\n", tool.done("--version"))
    assert tool("nonsense").returncode == 2
    assert tool("--nonsense").returncode == 2


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_setup_and_back(shell, tool):
    """setup adds one block, once, through a link if the file is one; --undo leaves the user's text byte for byte."""
    home = tool.environment["HOME"]
    file = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}[shell]
    path = os.path.join(home, file)
    plain = b"true\n" if shell == "fish" else b"export A=1\n"
    texts = [None, b"", plain, plain[:-1], plain + b"# \xff\r\n\n\n"]
    tool.environment["ZDOTDIR"] = None
    for text in texts:
        if text is not None:
            with open(home + "/real", "wb") as opened:
                opened.write(text)
            os.chmod(home + "/real", 0o640)
            os.symlink(home + "/real", path)
        tool.done("setup", "--yes", shell)
        if text in (None, b""):
            once = content(path)
            tool.done("setup", "--yes", shell)
            assert content(path) == once
        assert tool.start([shell, "-c", f". '{path}' && type workon"]).returncode == 0
        tool.done("setup", "--undo", "--yes", shell)
        if text is None:
            assert not os.path.exists(path)
        else:
            assert content(path) == text
            assert os.path.islink(path)
            assert os.stat(home + "/real").st_mode & 0o777 == 0o640
            os.unlink(path)


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_man_finds_the_page_after_uv(tool, tmp_path):
    """Where uv has installed envarium, setup links the man page, also in place of an older link; --undo removes it."""
    prefix, link = tmp_path / "tools/envarium", tool.environment["HOME"] + "/.local/share/man/man1/envarium.1"
    page = prefix / "share/man/man1/envarium.1"
    page.parent.mkdir(parents=True)
    page.touch()
    os.makedirs(os.path.dirname(link))

    def call(*words):
        child = tool.command(*words, before=f"import sys; sys.prefix = {str(prefix)!r}; ")
        assert tool.start(child).returncode == 0

    call("setup", "--yes", "bash")
    assert os.listdir(os.path.dirname(link)) == []  # something else than uv has installed it
    os.symlink(page, link)
    call("setup", "--undo", "--yes")
    assert os.readlink(link) == str(page)  # pipx has made this one, and removes it
    os.unlink(link)
    (prefix / "uv-receipt.toml").touch()
    os.symlink("/nowhere/share/man/man1/envarium.1", link)
    call("setup", "--yes", "bash")
    assert os.readlink(link) == str(page)
    call("setup", "--undo", "--yes")
    assert os.listdir(os.path.dirname(link)) == []


def test_setup_names_the_line_of_another_tool(tool):
    """For users of virtualenvwrapper, a message says which line of the startup file to delete."""
    with open(tool.environment["HOME"] + "/.bashrc", "w") as file:
        file.write("# mine\nsource /usr/bin/virtualenvwrapper.sh\n")
    for _ in range(2):
        error = tool("setup", "--yes", "bash").stderr
        assert "~/.bashrc, line 2, loads virtualenvwrapper" in error
        assert "hint: vi +2 " in error


def test_setup_asks(tool):
    """Without a terminal to answer, nothing is changed; an unknown shell is refused."""
    home = tool.environment["HOME"]
    before = os.listdir(home)
    assert tool("setup", "bash").returncode == 2
    assert tool("setup", "--yes", "tcl").returncode == 2
    assert tool("init", "tcl").returncode == 2
    assert os.listdir(home) == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_init_loads(shell, tool, store):
    """What init prints loads the words into a bare shell, without a word of its own."""
    load = "envarium init fish | source" if shell == "fish" else f'eval "$(envarium init {shell})"'
    binary = tool.environment["HOME"] + "/bin"
    os.makedirs(binary)
    with open(binary + "/envarium", "w") as file:  # as an installation's console script is
        file.write(
            f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {SOURCE!r})\nfrom envarium.door import main\nmain()\n"
        )
    os.chmod(binary + "/envarium", 0o755)
    plant(store.path("x"))
    done = tool.start([shell, "-c", f"{load}; lsvenv -b"], PATH=binary + ":" + os.environ["PATH"])
    assert (done.returncode, done.stdout, done.stderr) == (0, "x\n", "")


@pytest.mark.parametrize("dialect", [name for name in registry.DIALECTS if name != "pwsh"])
def test_activate_prints_a_snippet(dialect, warm, store, tmp_path):
    """activate prints what the shell can read to enter, also for a name that a shell would act upon."""
    name = "$(touch evil)"
    warm.done("create", "--no-pip", *HERE, name)
    shell = {"sh": "dash"}.get(dialect, dialect)
    show = {"nu": "print --no-newline $env.VIRTUAL_ENV\n"}.get(dialect, "printenv VIRTUAL_ENV\n")
    snippet = warm.done("activate", "--shell", dialect, name)
    shown = speakers.run(shell, snippet + show, tmp_path, {**warm.environment, "LC_ALL": "C.UTF-8"})
    assert shown.decode().removesuffix("\n") == store.path(name)
    assert "evil" not in [*os.listdir(tmp_path), *os.listdir(warm.environment["HOME"])]


def test_activate_knows_its_dialects(warm):
    """A shell that nothing can be printed for is wrong usage."""
    warm.done("create", "--no-pip", *HERE, "x")
    assert warm("activate", "--shell", "tcl", "x").returncode == 2


def test_a_link_out_of_the_store(tool, store):
    """Removing a link to an environment elsewhere removes the link; emptying the trash does not follow it either."""
    plant(os.path.dirname(store.root) + "/outside")
    os.symlink(os.path.dirname(store.root) + "/outside", store.path("linked"))
    tool.done("remove", "linked")
    assert os.path.exists(os.path.dirname(store.root) + "/outside/bin")
    tool.done("trash", "--empty")
    assert os.path.exists(os.path.dirname(store.root) + "/outside/bin")
