"""The bundles: files that hold all modules of a shell word at once."""

from __future__ import annotations

import compileall
import glob
import marshal
import os
import shutil
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from envarium import start
from tool import SOURCE, Tool
from waiting import PATIENCE

START = (
    "import sys; sys.path.insert(0, sys.argv.pop(1)); from envarium.start import called_by_shell as c; c()"
)
TELL = """
import os
def tell(code, leave=os._exit, process=os.getpid()):
    ours = {name: module for name, module in sys.modules.items() if name.startswith("envarium.")}
    ours.pop("envarium.bundle", None)
    for name, module in sorted(ours.items()) if os.getpid() == process else ():
        if type(module) is type(sys):
            print(name, module.__name__, module.__file__, module.__package__, module.__spec__.origin, file=sys.stderr)
            print(module.__spec__.name, getattr(module, "__path__", None), type(module.__loader__), file=sys.stderr)
    leave(code)
os._exit = tell
"""
"""Lets a call end by printing what it knows of the modules of envarium that have run."""


@pytest.fixture(scope="module")
def lender(tmp_path_factory):
    """A store that has seed images and knows interpreters."""
    place = tmp_path_factory.mktemp("lender")
    # nothing may be prepared in the background while others copy the store
    tool = Tool({**os.environ, "WORKON_HOME": str(place / "store"), "ENVARIUM_RESERVE": "false"})
    tool.done("create", "first")
    return place / "store"


@pytest.fixture(scope="module")
def master(tmp_path_factory):
    """A copy of envarium with its compiled files, and no bundle."""
    place = tmp_path_factory.mktemp("master") / "envarium"
    shutil.copytree(SOURCE + "/envarium", place, ignore=shutil.ignore_patterns("__pycache__"))
    assert compileall.compile_dir(place, quiet=2)
    return place


@pytest.fixture
def package(tmp_path, master):
    """A copy of envarium that has no bundle yet."""
    shutil.copytree(master, tmp_path / "envarium")
    return tmp_path


def _link(source, target):
    os.link(source, target, follow_symlinks=False)


@pytest.fixture
def call(store, package, lender):
    """A function that calls a shell word as the integration does, and returns what it printed on both streams."""
    shutil.copytree(lender / ".envarium", store.root + "/.envarium", symlinks=True, copy_function=_link)
    environment = {**os.environ, "WORKON_HOME": store.root}

    def run(*words, before="", where=package, **variables):
        child = [sys.executable, "-I", "-S", "-c", before + START, str(where), "bash", *words]
        result = subprocess.run(
            child,
            env={**environment, **variables},
            cwd=package,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert "Traceback" not in result.stderr, result.stderr
        return result

    return run


def bundles(package):
    return glob.glob(glob.escape(str(package)) + "/envarium/__pycache__/*.bundle*")


def compiled(package):
    return glob.glob(glob.escape(str(package)) + "/envarium/**/__pycache__/*.pyc", recursive=True)


def ran(result):
    """Return the names of the modules that ran in a call that told them."""
    return {line.split()[0] for line in result.stderr.splitlines() if line.startswith("envarium.")}


def content(package):
    """Return the modules in each bundle, by the word that it is for."""
    found = {}
    for path in bundles(package):
        with open(path, "rb") as file:
            found[os.path.basename(path).partition(".")[0]] = marshal.loads(file.read().partition(b"\n")[2])
    return found


def decoded(package, word):
    """Return the modules whose code is decoded with the bundle of `word`."""
    return {name for name, entry in content(package)[word].items() if not isinstance(entry[3], tuple)}


def test_the_third_call_reads_no_other_file(call, package):
    """Once a word has been called twice, none of its modules is looked for again, so that none is compiled again."""
    first = call("lsvenv")
    call("lsvenv")
    assert (first.returncode, len(bundles(package))) == (0, 1)
    for path in compiled(package):
        os.unlink(path)
    third = call("lsvenv")
    assert (third.returncode, third.stdout, third.stderr) == (0, first.stdout, first.stderr)
    assert {os.path.basename(path).partition(".")[0] for path in compiled(package)} == {"start", "__init__"}


def test_a_module_in_a_bundle_is_like_any_other(call, package):
    """A module that runs from a bundle has the same names and places as without; not all of them run."""
    plain = call("lsvenv", before="import sys\n" + TELL)
    assert bundles(package)
    bundled = call("lsvenv", before="import sys\n" + TELL)
    assert set(bundled.stderr.splitlines()) < set(plain.stderr.splitlines())
    assert "envarium.commands.list" in ran(bundled)


def test_threads_see_whole_modules(tmp_path, monkeypatch):
    """A module that runs because one thread uses it is complete for all others; what it lacks is an AttributeError."""
    source = tmp_path / "slow.py"
    source.write_text("import time\ntime.sleep(0.2)\nvalue = 1\n")
    code = compile(source.read_text(), str(source), "exec")
    monkeypatch.setitem(start.entries, "slow", (str(source), False, start.state(str(source)), code))
    slow = start.Deferred("slow")
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: slow.value, range(4))) == [1] * 4
    assert (type(slow), slow.__file__) == (type(sys), str(source))
    with pytest.raises(AttributeError, match="nothing"):
        print(slow.nothing)


SELDOM = ("mkvenv", "--strategy", "copy", "--system-site-packages", "--no-pip", "seldom")


def test_a_seldom_way_changes_no_bundle(call, package):
    """What options need is in no bundle of plain calls, and these run as many modules after them as before."""

    def plain(name):
        return ran(call("mkvenv", name, before="import sys\n" + TELL, ENVARIUM_RESERVE="false"))

    for name in "ab":
        plain(name)
    modules, before = plain("c"), content(package)["mkvenv"]
    assert "envarium.creator.copy_based" in ran(call(*SELDOM, before="import sys\n" + TELL))
    assert (plain("d"), content(package)["mkvenv"]) == (modules, before)
    assert len(modules) < 80
    assert "envarium.errors" not in modules


def test_calls_with_options_have_a_bundle(call, package):
    """It has all that they need, and decodes at once only what each of them runs."""
    for name in ("one", "two"):
        assert call(*SELDOM[:-1], name).returncode == 0
    first = decoded(package, "mkvenv+")
    assert "envarium.creator.copy_based" in first
    for name in ("three", "four"):
        assert call("mkvenv", "--no-pip", name).returncode == 0
    assert "envarium.creator.pep405" in content(package)["mkvenv+"]
    assert "envarium.commands.create" in decoded(package, "mkvenv+") < first - {"envarium.creator.copy_based"}
    assert "mkvenv" not in content(package)


def test_help_reads_the_bundle_of_plain_calls(call, package):
    """Calls with options for which there is no bundle yet take what they share with plain ones from their bundle."""
    for _ in range(2):
        call("lsvenv")
    before = content(package)
    for path in compiled(package):
        os.unlink(path)
    assert call("lsvenv", "--help").returncode == 0
    assert content(package) == before
    assert "door" not in {os.path.basename(path).partition(".")[0] for path in compiled(package)}
    assert call("lsvenv", "-b").returncode == 0
    assert set(content(package)["lsvenv+"]) >= set(before["lsvenv"])


def test_an_error_is_no_plain_call(call, package):
    """What a command imports at once is kept even if it fails, and nothing that only the error needs."""
    assert call("rmvenv", "--nope").returncode == 2
    assert bundles(package) == []
    assert call("rmvenv", "nothing").returncode == 1
    first = content(package)["rmvenv"]
    assert "envarium.commands.remove" in first
    assert call("rmvenv", "--nope").returncode == 2
    assert call("rmvenv", "").returncode == 1
    assert content(package)["rmvenv"] == first


def test_stale_bundles_are_swept(call, package):
    """Who writes a bundle deletes those of another version, of a Python that has gone, and of words that have."""
    call("lsvenv")
    (own,) = bundles(package)
    with open(own, "rb") as file:
        head, _, code = file.read().partition(b"\n")
    version, ours, source, python, size = head.split(b"\0")

    def plant(word, *fields, tag=sys.implementation.cache_tag):
        path = f"{package}/envarium/__pycache__/{word}.{tag}.bundle"
        with open(path, "wb") as file:
            file.write(b"\0".join((*fields, size)) + b"\n" + code)
        return path

    stale = [
        plant("showvenv", version, b"0.0.0", source, python),
        plant("cpvenv", b"3.9.0", ours, source, python, tag="cpython-39"),
        plant("cpvenv", version, ours, source, b"/nowhere/bin/python", tag="cpython-38"),
        plant("mvvenv", version, ours, b"/nowhere/envarium/start.py", python),
        plant("rmworkon", version, ours, source, python),
        plant("rmvenv", b"nonsense"),
    ]
    other = plant("lsvenv", b"3.9.0", ours, source, b"/bin/sh", tag="cpython-39")
    call("virtualenvwrapper")
    call("workon")
    assert [path for path in stale if os.path.exists(path)] == []
    assert {own, other} < set(bundles(package))


@pytest.fixture
def cache(package, tmp_path):
    """The user's directory of caches, where the package's directory has no place for compiled files."""
    shutil.rmtree(package / "envarium/__pycache__")
    (package / "envarium/__pycache__").write_text("no directory")
    return tmp_path / "cache"


def test_a_bundle_that_is_replaced_during_a_call(call, package):
    """A module that not every call runs comes from its own file if another call has replaced the bundle meanwhile."""
    call("showvenv", "none")
    call("lsvenv")
    (path,) = glob.glob(f"{package}/envarium/__pycache__/lsvenv.*.bundle")
    replace = (
        f"import os, sys; sys.path.insert(0, {str(package)!r}); from envarium import start; old = start._register\n"
        f"def register():\n    old(); open({path!r} + '2', 'wb').close(); os.rename({path!r} + '2', {path!r})\n"
        "start._register = register; sys.path.pop(0)\n"
    )
    call("lsvenv")
    assert content(package)["lsvenv"].keys() - decoded(package, "lsvenv")
    wrong = call("lsvenv", "--nothing")
    replaced = call("lsvenv", "--nothing", before=replace)
    assert os.path.getsize(path) == 0
    assert (replaced.returncode, replaced.stderr) == (wrong.returncode, wrong.stderr) == (2, wrong.stderr)


def test_a_package_of_another_user(call, cache):
    """Where the package cannot be written, the bundle is in the user's cache, and is used from there."""
    first = call("lsvenv", XDG_CACHE_HOME=str(cache))
    assert glob.glob(f"{cache}/envarium/bundles/lsvenv.*.bundle")
    assert stat.S_IMODE(os.stat(f"{cache}/envarium/bundles").st_mode) == 0o700
    second = call("lsvenv", before="import sys\n" + TELL, XDG_CACHE_HOME=str(cache))
    assert (first.returncode, second.returncode, second.stdout) == (0, 0, first.stdout)
    assert "envarium.commands.list_table" in ran(second)
    assert "envarium.hooks" not in ran(second)


def test_what_others_can_change_is_not_run(call, cache, tmp_path):
    """A bundle in the cache that another user could have written, or in such a directory, is not used."""
    call("lsvenv", XDG_CACHE_HOME=str(cache))
    (path,) = glob.glob(f"{cache}/envarium/bundles/lsvenv.*.bundle")
    with open(path, "rb") as file:
        head, _, code = file.read().partition(b"\n")
    evil = compile("import os; os.write(1, b'evil'); os._exit(3)", "evil", "exec")
    modules = marshal.dumps(
        {
            name: (*entry[:3], evil if name == "envarium.door" else entry[3])
            for name, entry in marshal.loads(code).items()
        }
    )
    head = head.rpartition(b"\0")[0] + b"\0%d" % len(modules)

    def output():
        return call("lsvenv", XDG_CACHE_HOME=str(cache)).stdout

    def plant():
        with open(path, "wb") as file:
            file.write(head + b"\n" + modules)

    plant()
    assert output() == "evil"  # it is what would run
    os.chmod(path, 0o646)
    assert "evil" not in output()
    plant()
    os.rename(path, tmp_path / "elsewhere")
    os.symlink(tmp_path / "elsewhere", path)
    assert "evil" not in output()
    plant()
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        assert "evil" not in output()
        plant()
    os.chmod(os.path.dirname(path), 0o770)
    assert "evil" not in output()


@pytest.mark.parametrize("word", ["mkvenv", "rmvenv", "lsvenv", "showvenv"])
def test_the_same_answer(word, call, package):
    """With a bundle and without one, a word answers alike."""
    answers = []
    for name in ("one", "two", "one"):
        if word in ("rmvenv", "showvenv"):
            assert call("mkvenv", name).returncode == 0
        result = call(word, *([] if word == "lsvenv" else [name + word]))
        answers.append(
            (result.returncode, result.stdout.replace("two", "one"), result.stderr.replace("two", "one"))
        )
        if word in ("rmvenv", "showvenv"):
            call("rmvenv", name)
    assert answers[0] == answers[1]


def test_a_changed_source_counts(call, package):
    """A module that was edited runs at the next call, with a bundle and without."""
    output = [call("lsvenv").stdout for _ in range(2)]
    place = package / "envarium/commands/list.py"
    text = place.read_text()
    place.write_text(text.replace("\n\n\ndef run(", "\n\n\nprint('edited')\n\n\ndef run(", 1))
    output += [call("lsvenv").stdout for _ in range(2)]
    place.write_text(text)
    output.append(call("lsvenv").stdout)
    assert output == [output[0], output[0], "edited\n" + output[0], "edited\n" + output[0], output[0]]


def test_an_installation_in_the_same_place(call, package):
    """All files have another date, as after the same version has been installed again: the bundle has all of them."""
    call("lsvenv")
    before = set(content(package)["lsvenv"])
    for path in glob.glob(f"{glob.escape(str(package))}/envarium/**/*.py", recursive=True):
        os.utime(path, (1, 1))
    for _ in range(2):
        assert call("lsvenv").returncode == 0
    assert set(content(package)["lsvenv"]) == before
    assert "envarium.door" in decoded(package, "lsvenv")
    assert ran(call("lsvenv", before=TELL))


def test_a_bundle_without_a_package(call, package):
    """Where the package of a module is missing from a bundle, the module is imported, and the next bundle is whole."""
    call("lsvenv")
    (path,) = [path for path in bundles(package) if "/lsvenv." in path]
    with open(path, "rb") as file:
        head, _, code = file.read().partition(b"\n")
    whole = marshal.loads(code)
    for names in (["envarium.store"], [name for name, entry in whole.items() if entry[1]]):
        with open(path, "wb") as file:
            file.write(
                head + b"\n" + marshal.dumps({name: whole[name] for name in whole if name not in names})
            )
        assert call("lsvenv").returncode == 0
        assert set(content(package)["lsvenv"]) == set(whole)


@pytest.mark.parametrize("content", [b"", b"\0", b"nonsense", None])
def test_a_damaged_bundle_is_replaced(content, call, package):
    """A bundle that was cut short or is something else is done without, and written anew."""
    call("lsvenv")
    (place,) = bundles(package)
    with open(place, "rb") as file:
        whole = file.read()
    with open(place, "wb") as file:
        file.write(whole[: len(whole) // 2] if content is None else content)
    assert call("lsvenv").returncode == 0
    assert os.path.getsize(place) > 10_000


def test_a_copied_bundle_is_not_used(call, package, tmp_path):
    """A package that was copied with all that stood in it runs its own code, though the other is there still."""
    call("lsvenv")
    shutil.copytree(package / "envarium", tmp_path / "other/envarium")
    output = call("lsvenv", before="import sys\n" + TELL, where=tmp_path / "other").stderr
    assert f"{tmp_path}/other/envarium/commands/list.py" in output
    assert f"{package}/envarium/" not in output


def test_what_cannot_be_written_is_done_without(call, cache):
    """Where neither the package nor the cache can be written, nothing is written and nothing is said."""
    cache.write_text("no directory")
    result = call("lsvenv", "-b", XDG_CACHE_HOME=str(cache))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_the_typer_lane_has_no_bundle(call, package):
    """A call that typer answers leaves no bundle of all that typer needs."""
    assert call("lsvenv", "--help").returncode == 0
    assert bundles(package) == []
