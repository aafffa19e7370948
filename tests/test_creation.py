from __future__ import annotations

import ast
import json
import os
import subprocess

import pytest
from filelock import FileLock

import wheels
from envarium.creator import image
from envarium.errors import NoInterpreter
from envarium.interpreters import find
from envarium.store.environment import Environment
from envarium.store.lookup import Store
from tool import Tool, lend
from waiting import PATIENCE

SPECS = (
    "3.6", "3.7", "3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14", "3.15", "pypy3", "/usr/bin/python3",
)  # fmt: skip
"""What this project promises to serve, where the machine has it."""


@pytest.fixture(scope="module")
def ground(shared):
    """A directory with a store and a home directory, which the tests of this module share."""
    (shared / "home/.config/envarium").mkdir(parents=True, exist_ok=True)
    config = shared / "home/.config/envarium/config.toml"
    config.write_text("reserve = false\n")  # the bytecode is there at once
    return shared


@pytest.fixture(scope="module")
def maker(ground):
    """The command line, on the shared store."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "XDG_"))}
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    return Tool(
        {**kept, "HOME": str(ground / "home"), "PYENV_ROOT": pyenv, "WORKON_HOME": str(ground / "store")}
    )


class Made:
    """An environment at `place`, made from the interpreter with `facts`; `run` starts a program in it."""

    def __init__(self, place, facts, environment):
        self.place = place
        self.facts = facts
        self.environment = {
            name: value for name, value in environment.items() if not name.startswith(("PYTHON", "PIP_"))
        }

    @property
    def site(self):
        return f"{self.place}/{self.facts.purelib}"

    def run(self, program, *words, **variables):
        """Run `bin/PROGRAM` in the home directory, and return what it printed; it ends well."""
        done = subprocess.run(
            [f"{self.place}/bin/{program}", *words],
            env={**self.environment, **variables}, cwd=self.environment["HOME"],
            capture_output=True, text=True, check=False, timeout=PATIENCE,
        )  # fmt: skip
        assert done.returncode == 0, (program, words, done.stdout, done.stderr)
        return done.stdout

    def say(self, expression, *flags):
        """Return what an expression is worth in the environment's Python; `flags` are that Python's."""
        text = f"import os, site, sys, sysconfig; print(ascii(({expression})))"
        return ast.literal_eval(self.run("python", *flags, "-c", text))

    def pip(self, *words):
        return self.run("python", "-m", "pip", "--disable-pip-version-check", *words)

    def config(self):
        with open(self.place + "/pyvenv.cfg", encoding="utf-8") as file:
            return file.read()


@pytest.fixture(scope="module", params=SPECS)
def made(request, maker, ground):
    """The environment that each interpreter gives, made once."""
    spec = request.param
    if spec[:1] == "/" and not os.path.exists(spec):
        pytest.skip(f"there is no {spec} on this machine")
    try:
        facts = find.find(spec, str(ground / "store/.envarium/interpreters"), str(ground / "home"))
    except NoInterpreter:
        pytest.skip(f"there is no Python {spec} on this machine")
    name = "of " + spec.rpartition("/")[2]
    with FileLock(ground / f"{name}.lock"):
        maker.done("create", "-p", spec, name)
    return Made(f"{ground}/store/{name}", facts, maker.environment)


def test_prefixes(made):
    """The environment is the prefix, its interpreter the base prefix; so too under -I."""
    output = "sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix"
    wanted = (made.place, made.place, made.facts.prefix, made.facts.exec_prefix)
    assert made.say(output) == wanted
    assert made.say(output, "-I") == wanted
    assert made.say("sys.executable") == made.place + "/bin/python"


def test_it_is_the_interpreter_asked_for(made):
    """Version and implementation are those of the base, and pyvenv.cfg says so."""
    assert made.say("'%d.%d.%d' % sys.version_info[:3]") == made.facts.version
    assert made.say("sys.implementation.cache_tag") == made.facts.cache_tag


def test_site_packages(made):
    """site-packages is where sysconfig has purelib, the only place of its kind on sys.path, and not the base's."""
    scheme = "'venv' if 'venv' in sysconfig.get_scheme_names() else 'posix_prefix'"
    assert made.say(f"sysconfig.get_path('purelib', {scheme})") == made.site
    path = made.say("sys.path")
    assert made.site in path
    assert [
        entry for entry in path if entry.endswith(("site-packages", "dist-packages")) and entry != made.site
    ] == []
    assert made.say("site.ENABLE_USER_SITE") is False


def test_names_of_the_interpreter(made):
    """bin holds python, python3 and python3.X (and PyPy's own names), each of which starts it."""
    minor = ".".join(made.facts.version.split(".")[:2])
    names = ["python", "python3", f"python{minor}"]
    names += ["pypy", "pypy3", f"pypy{minor}"] if made.facts.implementation == "PyPy" else []
    for name in names:
        assert os.path.islink(f"{made.place}/bin/{name}")
        assert made.run(name, "-c", "import sys; print(sys.prefix)") == made.place + "\n"


def test_links_lead_to_the_base(made):
    """`python` leads straight to the base's versioned name, the other names to it."""
    assert os.readlink(made.place + "/bin/python") == made.facts.executable
    assert os.readlink(made.place + "/bin/python3") == "python"


def test_pip_works(made):
    """pip runs by each of its names; it and importlib.metadata tell the same version, and nothing is compiled again."""
    before = compiled(made.site)
    assert len(before) > 100
    minor = ".".join(made.facts.version.split(".")[:2])
    for name in ("pip", "pip3", f"pip{minor}"):
        output = made.run(name, "--version")
        assert made.site in output
    version = output.split()[1]
    assert os.path.isdir(f"{made.site}/pip-{version}.dist-info")
    if made.facts.minor not in ("3.6", "3.7"):
        answer = made.run("python", "-c", "from importlib.metadata import version; print(version('pip'))")
        assert answer.strip() == version
    assert compiled(made.site) == before


def test_pip_sees_itself_alone(made):
    """A new environment holds pip, what the base's library carries within, and nothing else; nothing is amiss."""
    listed = {one["name"].lower() for one in json.loads(made.pip("list", "--format=json"))}
    within = {
        name.partition("-")[0].partition(".")[0].lower()
        for name in os.listdir(made.facts.stdlib)
        if name.endswith((".dist-info", ".egg-info"))
    }
    assert listed == {"pip", *within}
    assert within or made.pip("freeze") == ""
    if not within:  # what a distribution puts into the library may ask for more than is in it
        made.pip("check")


def compiled(site):
    """Return the inode of each compiled file below `site`."""
    return {
        os.path.join(folder, name): os.stat(os.path.join(folder, name)).st_ino
        for folder, _, names in os.walk(site)
        for name in names
        if name.endswith(".pyc")
    }


def test_config_hygiene(made):
    """pyvenv.cfg is `key = value` lines in column one, no blank ones, no key twice; home comes first."""
    text = made.config()
    lines = text.split("\n")
    assert lines.pop() == ""
    keys = [line.split(" = ", 1)[0] for line in lines]
    assert all(line == line.strip() and " = " in line for line in lines)
    assert len(set(keys)) == len(keys)
    assert keys[0] == "home"
    assert all(key == key.lower() and key.replace("-", "").replace("_", "").isalpha() for key in keys)


def test_config_tells_the_truth(made):
    """What editors and other tools read in pyvenv.cfg is so."""
    keys = dict(line.split(" = ", 1) for line in made.config().splitlines())
    assert keys["version"] == keys["version_info"] == made.facts.version
    assert keys["implementation"] == made.facts.implementation
    assert keys["include-system-site-packages"] == "false"
    assert os.path.samefile(keys["home"], os.path.dirname(made.facts.executable))
    assert keys["base-prefix"] == made.facts.prefix
    assert os.path.samefile(keys["base-executable"], made.place + "/bin/python")
    assert keys["executable"] == os.path.realpath(made.place + "/bin/python")
    assert "command" not in keys


def test_lib64(made):
    """lib64 is a link to lib where the platform has 64 bits and is not a Mac."""
    wide = made.say("sys.maxsize > 2**32 and sys.platform != 'darwin'")
    assert os.path.islink(made.place + "/lib64") == wide
    assert not wide or os.path.samefile(made.place + "/lib64", made.place + "/lib")


TRY = """
import importlib
for name in "ssl sqlite3 ctypes multiprocessing decimal zlib hashlib lzma bz2 readline curses pyexpat".split():
    try:
        print(name, importlib.import_module(name).__name__)
    except ImportError:
        pass
"""


def test_extensions_of_the_base(made):
    """What the base can import, the environment can."""
    base = subprocess.check_output([made.facts.executable, "-E", "-s", "-c", TRY], text=True)
    assert "ctypes" in base
    assert made.run("python", "-c", TRY) == base


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    return wheels.tiny(tmp_path_factory.mktemp("wheel"))


def test_a_package_with_a_console_script(made, maker, tiny):
    """A wheel is installed into the environment, its command stands in bin and runs, and goes again."""
    name = "tiny " + os.path.basename(made.place)
    maker.done("create", "-p", made.facts.executable, name)
    made = Made(os.path.dirname(made.place) + "/" + name, made.facts, maker.environment)
    made.pip("install", "-q", "--no-index", tiny)
    assert os.path.isfile(made.site + "/tiny.py")
    assert made.run("tiny") == f"tiny in {made.place}\n"
    assert os.path.isdir(made.site + "/tiny-1.0.dist-info")
    made.pip("uninstall", "-q", "-y", "tiny")
    assert not os.path.exists(made.place + "/bin/tiny")


def test_a_child_has_the_real_base(made, maker):
    """What an environment's Python makes an environment from, by envarium or by venv, is the base interpreter."""
    name = "child of " + os.path.basename(made.place)
    maker.done("create", "--no-pip", "-p", made.place + "/bin/python", name)
    child = Made(os.path.dirname(made.place) + "/" + name, made.facts, maker.environment)
    assert child.say("sys.prefix, sys.base_prefix") == (child.place, made.facts.prefix)
    target = made.environment["HOME"] + "/" + name
    made.run("python", "-m", "venv", "--without-pip", target)
    grandchild = Made(target, made.facts, maker.environment)
    assert grandchild.say("sys.prefix, sys.base_prefix") == (target, made.facts.prefix)


def test_without_pip(made, maker):
    """--no-pip leaves site-packages empty, and bin with the interpreter and the activators alone."""
    name = "bare " + os.path.basename(made.place)
    maker.done("create", "--no-pip", "-p", made.place + "/bin/python", name)
    bare = Made(os.path.dirname(made.place) + "/" + name, made.facts, maker.environment)
    assert os.listdir(bare.site) == []
    assert [entry for entry in os.listdir(bare.place + "/bin") if entry.startswith("pip")] == []


def test_system_site_packages(made, maker):
    """--system-site-packages shows the base's packages behind the environment's own."""
    name = "open " + os.path.basename(made.place)
    maker.done("create", "--no-pip", "--system-site-packages", "-p", made.facts.executable, name)
    wide = Made(os.path.dirname(made.place) + "/" + name, made.facts, maker.environment)
    path = wide.say("sys.path")
    own = path.index(wide.site)
    ask = "import sys; print(ascii([p for p in sys.path if p.endswith(('site-packages', 'dist-packages'))]))"
    base = subprocess.run(
        [made.facts.executable, "-E", "-s", "-c", ask], capture_output=True, text=True, check=True
    )
    for entry in ast.literal_eval(base.stdout):
        assert path.index(entry) > own
    assert "include-system-site-packages = true\n" in wide.config()


# --- one interpreter is enough for what follows: the machine's newest ----------


@pytest.fixture(scope="module")
def any_python(maker, ground):
    """The facts of one interpreter, CPython 3.8 or later."""
    return find.find(">=3.8", str(ground / "store/.envarium/interpreters"), str(ground / "home"))


@pytest.mark.parametrize(
    ("options", "name", "label"),
    [
        ((), "my prompt", "my prompt"),
        (("--prompt", "a b"), "prompted", "a b"),
        (("--prompt", "it's $(touch evil)"), "$prompt", "it's $(touch evil)"),
    ],
)
def test_prompt(options, name, label, maker, ground, any_python):
    """pyvenv.cfg tells the prompt that was asked for, and none otherwise; a shell that enters shows it."""
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


def test_installing_is_not_led_astray(maker, ground, tmp_path, any_python, tiny):
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
