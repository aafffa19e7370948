"""The environment of each interpreter."""

from __future__ import annotations

import ast
import json
import os
import subprocess

from creations import Made


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
    """pip runs by each of its names; it and importlib.metadata have the same version, and nothing is compiled again."""
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


def test_pyvenv_cfg_is_correct(made):
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


def test_a_package_with_a_console_script(made, maker, tiny):
    """A wheel is installed into the environment, its command is in bin and runs, and uninstalling removes it."""
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
