from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import pytest

import pythons
from envarium import lanes
from envarium.errors import InvalidSpec, NoInterpreter, NotAnInterpreter
from envarium.interpreters import find, index, probe
from envarium.interpreters.facts import FIELDS
from envarium.lanes import NeedsFullLane

THERE = [path for path in pythons.there() if pythons.version(path) >= (3, 6)]
VERSIONS = {path: pythons.version(path) for path in THERE}
CPYTHONS = [path for path in THERE if not pythons.is_pypy(path)]
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(find.__file__)))
HOT = ("re", "json", "typing", "pathlib", "subprocess", "dataclasses", "contextlib", "collections", "packaging",
       "selectors", "tempfile", "shutil", "tomllib", "envarium.interpreters.probe")  # fmt: skip


@pytest.fixture(scope="session")
def learnt(tmp_path_factory):
    """A cache that knows the interpreters of this machine."""
    cache = str(tmp_path_factory.mktemp("learnt"))
    find.all_interpreters(cache, "/")
    return cache


@pytest.fixture
def only(home, monkeypatch):
    """A function that puts interpreters into a pyenv of the test's own, by version; the shims come first on PATH."""
    root = home / ".pyenv"
    (root / "shims").mkdir(parents=True)
    (root / "versions").mkdir()
    monkeypatch.setenv("PYENV_ROOT", str(root))
    monkeypatch.delenv("PYENV_VERSION", raising=False)
    monkeypatch.setenv("PATH", f"{root}/shims:/usr/bin:/bin")

    def put(*paths):
        for path in paths:
            name = ".".join(map(str, VERSIONS[path]))
            prefix = os.path.dirname(os.path.dirname(os.path.realpath(path)))
            if prefix != "/usr":
                (root / "versions" / name).symlink_to(prefix)
        return root

    return put


def same(facts, path):
    return os.path.samefile(facts.executable, path)


def text_of(path, count):
    return ("pypy" if pythons.is_pypy(path) else "cpython") + ".".join(map(str, VERSIONS[path][:count]))


@pytest.mark.parametrize("path", THERE)
def test_every_interpreter_by_its_path(path, tmp_path):
    """A path means the interpreter that stands there, known or not."""
    for _ in range(2):
        assert same(find.find(path, str(tmp_path / "cache")), path)


@pytest.mark.parametrize("path", CPYTHONS)
def test_every_interpreter_by_its_version(path, learnt):
    """A minor version means the newest patch of it, a full version that one."""
    same_minor = [v for p, v in VERSIONS.items() if v[:2] == VERSIONS[path][:2] and not pythons.is_pypy(p)]
    assert find.find(text_of(path, 2), learnt).numbers == max(same_minor)
    assert find.find(text_of(path, 3), learnt).numbers == VERSIONS[path]
    assert find.find("python" + ".".join(map(str, VERSIONS[path][:2])), learnt).numbers == max(same_minor)


def test_newest(learnt):
    """A major version means the newest of all, a range the newest within it."""
    newest = max(VERSIONS[path] for path in CPYTHONS)
    assert find.find("3", learnt).numbers >= newest
    below = "<{}.{}".format(*newest)
    rest = [VERSIONS[path] for path in CPYTHONS if VERSIONS[path][:2] < newest[:2]]
    if rest:
        assert find.find(below, learnt).numbers == max(rest)


@pytest.mark.parametrize("text", ["3.99", "3.99t", ">=4", "nonsense", "pypy9", "cpython2.1"])
def test_no_match(text, learnt):
    """Where nothing matches, the error names what there is."""
    with pytest.raises(NoInterpreter) as refusal:
        find.find(text, learnt, "/")
    assert refusal.value.spec == text
    for numbers in VERSIONS.values():
        assert ".".join(map(str, numbers)) in refusal.value.hint


@pytest.mark.parametrize(("name", "part"), [("directory", "directory"), ("dangling", "link"), ("none", "no such"),
                                            ("shell", "does not answer"), ("text", "not executable")])  # fmt: skip
def test_paths_that_are_no_interpreter(name, part, tmp_path):
    """A path that leads to something else is refused with the reason, time and again."""
    (tmp_path / "directory").mkdir()
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "text").write_text("")
    pythons.script(tmp_path / "shell", "#!/bin/sh\n")
    for _ in range(2):
        with pytest.raises(NotAnInterpreter) as refusal:
            find.find(f"{tmp_path}/{name}", str(tmp_path / "cache"))
        assert part in refusal.value.reason
        assert refusal.value.sentence.isprintable()


def test_hanging(tmp_path, monkeypatch):
    """A Python that hangs is given up, and what is said of it says so."""
    monkeypatch.setattr(probe, "TIME_LIMIT", 0.5)
    with pytest.raises(NotAnInterpreter, match="seconds"):
        find.find(pythons.script(tmp_path / "python3", "#!/bin/sh\nsleep 600\n"), str(tmp_path / "cache"))


def test_one_that_failed_for_a_time(only, tmp_path, monkeypatch):
    """In the stead of what fails on PATH the next one is taken, and it itself once it does not fail any more."""
    only()
    first, second = CPYTHONS[:2]
    switch, other = tmp_path / "switch", tmp_path / "other"
    other.mkdir()
    (other / "python3").symlink_to(second)
    pythons.script(tmp_path / "bin/python3", f'#!/bin/sh\n[ -e "{switch}" ] || exit 1\nexec "{first}" "$@"\n')
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{other}")
    assert same(find.find("python3", str(tmp_path / "cache"), "/"), second)
    switch.touch()
    assert same(find.find("python3", str(tmp_path / "cache"), "/"), first)


def test_what_is_no_program_of_this_machine_is_asked_once(tmp_path, monkeypatch):
    """A file of another machine's format will not start the next time either: the fast lane needs no second look."""
    other = pythons.script(tmp_path / "bin/python3", "\x7fELF of another kind")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.path.dirname(CPYTHONS[0])}")
    for full in (True, False):
        monkeypatch.setattr(lanes, "full", full)
        assert same(find.find("python3", str(tmp_path / "cache"), "/"), CPYTHONS[0])
    with pytest.raises(NotAnInterpreter, match="exec format"):
        find.find(other, str(tmp_path / "cache"), "/")


def test_a_directory(tmp_path):
    """The directory of an installation, or of an environment, stands for its interpreter."""
    prefix = find.find(CPYTHONS[0], str(tmp_path / "cache")).prefix
    assert same(find.find(prefix + "/", str(tmp_path / "cache")), CPYTHONS[0])


def test_virtualenvs_variable(learnt, tmp_path, monkeypatch):
    """VIRTUALENV_PYTHON asks where nobody else does, also in a project; what it cannot mean is refused in its name."""
    (tmp_path / ".python-version").write_text("3.99")
    monkeypatch.setenv("VIRTUALENV_PYTHON", text_of(CPYTHONS[0], 3))
    assert same(find.find("", learnt, str(tmp_path)), CPYTHONS[0])
    assert same(find.find(CPYTHONS[-1], learnt, str(tmp_path)), CPYTHONS[-1])
    monkeypatch.setenv("VIRTUALENV_PYTHON", "3.x")
    with pytest.raises(InvalidSpec, match="VIRTUALENV_PYTHON"):
        find.find("", learnt, str(tmp_path))


def test_broken_ones_are_asked_again_before_giving_up(only, tmp_path, monkeypatch):
    """What was broken and has been mended elsewhere than in its own file is found after all."""
    only()
    switch = tmp_path / "switch"
    body = f'#!/bin/sh\n[ -e "{switch}" ] || exit 1\nexec "{CPYTHONS[0]}" "$@"\n'
    name = "python{}.{}".format(*VERSIONS[CPYTHONS[0]])
    monkeypatch.setenv("PATH", os.path.dirname(pythons.script(tmp_path / "bin" / name, body)))
    monkeypatch.setattr("envarium.interpreters.locations.directories", list)
    for _ in range(2):
        with pytest.raises(NoInterpreter):
            find.find(text_of(CPYTHONS[0], 3), str(tmp_path / "cache"), "/")
    switch.touch()
    assert same(find.find(text_of(CPYTHONS[0], 3), str(tmp_path / "cache"), "/"), CPYTHONS[0])


@pytest.mark.parametrize("path", CPYTHONS)
def test_default_is_python3_on_path(path, only, tmp_path, monkeypatch):
    """Without a spec and without a project it is python3 on PATH."""
    only()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(path)
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert same(find.find("", str(tmp_path / "cache"), str(tmp_path)), path)


@pytest.mark.parametrize("path", [path for path in CPYTHONS if VERSIONS[path] >= (3, 8)])
def test_default_is_never_the_active_environment(path, only, tmp_path, monkeypatch):
    """With an environment active, even one inside another, the default is its base."""
    only()
    for outer, inner in ((path, "one"), (f"{tmp_path}/one/bin/python", "two")):
        subprocess.run([outer, "-m", "venv", "--without-pip", tmp_path / inner], check=True)
    monkeypatch.setenv("PATH", f"{tmp_path}/two/bin:{tmp_path}/one/bin:/usr/bin")
    monkeypatch.setenv("VIRTUAL_ENV", f"{tmp_path}/two")
    for text in ("", "python", "python3", text_of(path, 2), f"{tmp_path}/two/bin/python"):
        facts = find.find(text, str(tmp_path / "cache"), "/")
        assert not facts.executable.startswith(str(tmp_path))
        assert facts.minor == "{}.{}".format(*VERSIONS[path])
    assert same(facts, path)


@pytest.mark.parametrize("path", CPYTHONS)
def test_shims(path, only, tmp_path, monkeypatch):
    """A shim on PATH stands for the version that pyenv selects, by variable, project and default; it is not run."""
    root = only(*CPYTHONS)
    name = ".".join(map(str, VERSIONS[path]))
    if not (root / "versions" / name).exists():
        pytest.skip("the system's own interpreter stands in no version of pyenv")
    shim = pythons.script(root / "shims/python3", "#!/bin/sh\nexit 1\n")
    (tmp_path / "project").mkdir()
    (root / "version").write_text(name)
    assert same(find.find("", str(tmp_path / "cache"), "/"), path)
    monkeypatch.setenv("PYENV_VERSION", name)
    (root / "version").write_text("system")
    assert same(find.find("python3", str(tmp_path / "cache"), "/"), path)
    assert same(find.find(shim, str(tmp_path / "cache"), "/"), path)
    monkeypatch.delenv("PYENV_VERSION")
    (tmp_path / "project/.python-version").write_text(name + "\n")
    assert same(find.find("", str(tmp_path / "cache"), f"{tmp_path}/project"), path)


@pytest.fixture
def older(tmp_path):
    """The path of an interpreter that is not the newest here, and that of the newest."""
    ranked = sorted(CPYTHONS, key=VERSIONS.get)
    others = [path for path in ranked if (3, 8) <= VERSIONS[path][:2] < VERSIONS[ranked[-1]][:2]]
    if not others:
        pytest.skip("it takes two CPythons of different versions")
    return others[0], ranked[-1]


@pytest.mark.parametrize("name", ["python", "python3"])
def test_general_names_mean_what_path_has(name, older, only, tmp_path, monkeypatch):
    """`python` and `python3` are each other's on PATH where one is missing, though a newer one is installed."""
    only(*older)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    for there in ("python", "python3"):
        (tmp_path / "bin" / there).symlink_to(older[0])
        assert same(find.find(name, str(tmp_path / "cache"), "/"), older[0])
        (tmp_path / "bin" / there).unlink()
    assert find.find(name, str(tmp_path / "cache"), "/").numbers >= VERSIONS[older[1]]


def test_requires_python_prefers_the_one_on_path(older, only, tmp_path, monkeypatch):
    """python3 on PATH is taken where the project's range allows it, the newest that it allows where not."""
    only(*older)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").symlink_to(older[0])
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    low, high = ("{}.{}".format(*VERSIONS[path]) for path in older)
    (tmp_path / "pyproject.toml").write_text(f'[project]\nrequires-python = ">={low}"\n')
    assert same(find.find("", str(tmp_path / "cache"), str(tmp_path)), older[0])
    assert find.find(f">={low}", str(tmp_path / "cache"), str(tmp_path)).numbers >= VERSIONS[older[1]]
    (tmp_path / "pyproject.toml").write_text(f'[project]\nrequires-python = ">={high}"\n')
    assert find.find("", str(tmp_path / "cache"), str(tmp_path)).numbers >= VERSIONS[older[1]]


@pytest.mark.parametrize("path", CPYTHONS)
def test_project(path, learnt, tmp_path):
    """A project's `.python-version` decides, else `requires-python` of the nearest `pyproject.toml` that says one."""
    inner = tmp_path / "project" / "src"
    inner.mkdir(parents=True)
    exact = "{}.{}.{}".format(*VERSIONS[path])
    (tmp_path / "project/pyproject.toml").write_text(
        f'[project]\nname = "x"\nrequires-python = "=={exact}"\n'
    )
    (inner / "pyproject.toml").write_text("[tool.nothing]\n")
    assert find.find("", learnt, str(inner)).version == exact
    other = "{}.{}.{}".format(*VERSIONS[CPYTHONS[0]])
    (tmp_path / "project/.python-version").write_text(f"# ours\n{other}\n")
    assert find.find("", learnt, str(inner)).version == other
    assert find.find(exact, learnt, str(inner)).version == exact


def test_project_that_asks_for_what_is_not_there(learnt, tmp_path):
    """The error names the file that asks."""
    (tmp_path / ".python-version").write_text("3.99\n")
    with pytest.raises(NoInterpreter) as refusal:
        find.find("", learnt, str(tmp_path))
    assert refusal.value.origin == f"{tmp_path}/.python-version"
    assert ".python-version" in refusal.value.sentence


def test_broken_project(learnt, tmp_path):
    """A `pyproject.toml` that cannot be read asks for nothing."""
    (tmp_path / "pyproject.toml").write_bytes(b"[project\n\xff")
    assert find.find("", learnt, str(tmp_path)).version == find.find("python3", learnt, str(tmp_path)).version


@pytest.mark.parametrize(
    "word", ["evil", "./evil", "{tmp}/bin/evil", "../bin/evil", "~/evil", "evil>=3", "$(evil)"]
)
def test_a_project_cannot_choose_what_runs(word, learnt, tmp_path, monkeypatch):
    """A word in a stranger's `.python-version` starts no program, on PATH or beside it."""
    text = f'#!/bin/sh\ntouch "{tmp_path}/ran"\n'
    for place in ("bin", "project", "home"):
        pythons.script(tmp_path / place / "evil", text)
    monkeypatch.setenv("HOME", f"{tmp_path}/home")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin:{os.environ['PATH']}")
    (tmp_path / "project/.python-version").write_text(word.format(tmp=tmp_path))
    with pytest.raises((NoInterpreter, InvalidSpec)):
        find.find("", learnt, f"{tmp_path}/project")
    assert not (tmp_path / "ran").exists()


def test_by_name(only, tmp_path, monkeypatch):
    """Any name of a program on PATH will do, if it is an interpreter."""
    only()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/mypython").symlink_to(CPYTHONS[0])
    pythons.script(tmp_path / "bin/other", "#!/bin/sh\n")
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    assert same(find.find("mypython", str(tmp_path / "cache"), "/"), CPYTHONS[0])
    with pytest.raises(NotAnInterpreter):
        find.find("other", str(tmp_path / "cache"), "/")


@pytest.mark.skipif(len(CPYTHONS) < 2, reason="it takes two interpreters")
def test_what_a_link_leads_to_has_changed(only, tmp_path, monkeypatch):
    """A link that is turned to another interpreter is asked again, without anybody saying so."""
    only()
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path}/bin")
    for path in (CPYTHONS[0], CPYTHONS[1], CPYTHONS[0]):
        (tmp_path / "bin/new").symlink_to(path)
        (tmp_path / "bin/new").rename(tmp_path / "bin/python3")
        for text in ("", f"{tmp_path}/bin/python3"):
            assert same(find.find(text, str(tmp_path / "cache"), "/"), path)


def test_what_a_wrapper_leads_to_has_changed(tmp_path):
    """A wrapper that stays as it is, and starts another Python by now, is asked again."""
    wrapper = pythons.script(tmp_path / "wrapper", f'#!/bin/sh\nexec "$(cat "{tmp_path}/choice")" "$@"\n')
    for path in (CPYTHONS[0], CPYTHONS[-1]):
        (tmp_path / "choice").write_text(path)
        for _ in range(2):
            assert same(find.find(wrapper, str(tmp_path / "cache")), path)


def test_known_ones_are_not_asked(learnt, monkeypatch):
    """What is known starts nothing, in the lane that could not start it."""
    expected = find.find("3", learnt, "/").to_text()
    monkeypatch.setattr(lanes, "full", False)
    assert find.find("3", learnt, "/").to_text() == expected


def test_what_is_not_known_needs_the_full_lane(tmp_path, monkeypatch):
    """The lane that cannot ask says so, for whatever it does not know or would have to refuse."""
    monkeypatch.setattr(lanes, "full", False)
    for text in ("3", CPYTHONS[0], "/nowhere/python", "3.99"):
        with pytest.raises(NeedsFullLane):
            find.find(text, str(tmp_path / "cache"), "/")


def test_requires_python_in_every_lane(learnt, tmp_path, monkeypatch):
    """What takes a parser is read by the lane that has one, unless `.python-version` decides; the plain by any."""
    parsed, wanted = tmp_path / "pyproject.toml", "{}.{}.{}".format(*VERSIONS[CPYTHONS[0]])
    monkeypatch.setattr(lanes, "full", False)
    parsed.write_text(f'[project]\nrequires-python = ">={wanted},<={wanted}"\n')
    assert find.find("", learnt, str(tmp_path)).version == wanted
    parsed.write_text(f'project.requires-python = ">={wanted}"\n')
    with pytest.raises(NeedsFullLane):
        find.find("", learnt, str(tmp_path))
    (tmp_path / ".python-version").write_text("3")
    assert find.find("", learnt, str(tmp_path)).version


@pytest.mark.parametrize("text", ["", "3", "/"])
def test_warm_path_loads_nothing(text, learnt):
    """Known interpreters are found with nothing loaded but envarium and what an interpreter starts with."""
    wanted = text if text != "/" else CPYTHONS[0]
    find.find(wanted, learnt, "/")
    code = f"""
        import sys
        sys.path.insert(0, {SOURCE!r})
        from envarium.interpreters import find
        find.find({wanted!r}, {learnt!r}, "/")
        print([name for name in {HOT!r} if name in sys.modules])
    """
    output = subprocess.run(
        [sys.executable, "-I", "-S", "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert output.stdout == "[]\n"


@pytest.mark.parametrize("cache", ["/dev/null/cache", "/proc/nowhere/cache"])
def test_cache_that_cannot_be_written(cache):
    """Without a place to write, everything is asked every time."""
    for _ in range(2):
        assert same(find.find(CPYTHONS[0], cache), CPYTHONS[0])


DAMAGED = b"{path}\t{signature}\n" + "\n".join(f"{field} = x" for field in FIELDS).encode()


@pytest.mark.parametrize("rubbish", [b"", b"\xff\xfe\0", b"\n\n\n\n", b"{path}\t{signature}\nexecutable = /bin/false",
                                     b"{path}\t{signature}", DAMAGED])  # fmt: skip
def test_rubbish_in_the_cache(rubbish, tmp_path, monkeypatch):
    """A cache that somebody else has scribbled upon is written anew."""
    status = os.stat(CPYTHONS[0])
    signature = f"{status.st_dev}:{status.st_ino}:{status.st_size}:{status.st_mtime_ns}"
    rubbish = rubbish.replace(b"{path}", CPYTHONS[0].encode()).replace(b"{signature}", signature.encode())
    (tmp_path / index.FILE).write_bytes(rubbish)
    assert same(find.find(CPYTHONS[0], str(tmp_path)), CPYTHONS[0])
    monkeypatch.setattr(lanes, "full", False)
    assert same(find.find(CPYTHONS[0], str(tmp_path)), CPYTHONS[0])


def test_racing_writers(tmp_path):
    """Several that learn at once leave a cache that can be read, and no leftover beside it."""
    children = []
    for path in THERE * 2:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                code = 0 if same(find.find(path, str(tmp_path)), path) else 1
            finally:
                os._exit(code)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * len(children)
    assert os.listdir(tmp_path) == [index.FILE]
    for path in THERE:
        assert same(find.find(path, str(tmp_path)), path)


def test_the_cache_is_replaced(tmp_path):
    """Who has the cache open while another process learns something reads it to its end as it was."""
    find.find(THERE[0], str(tmp_path))
    with open(tmp_path / index.FILE, "rb") as reader:
        before = (tmp_path / index.FILE).read_bytes()
        find.find(THERE[1], str(tmp_path))
        assert reader.read() == before
    assert (tmp_path / index.FILE).read_bytes() != before


def test_odd_paths(tmp_path, monkeypatch):
    """A path with blanks, quotes, a tab, a newline, or bytes that are no text, is no trouble, known or not."""
    for name in ("a b", 'it\'s "$(x)"', "tab\there", "new\nline", "\udcff", "ümlaut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "python3").symlink_to(CPYTHONS[0])
        monkeypatch.chdir(tmp_path / name)
        for _ in range(2):
            assert same(find.find("./python3", str(tmp_path / "cache")), CPYTHONS[0])


def test_all_interpreters(learnt):
    """Every interpreter of the machine is listed, each base once, the newest first of its kind."""
    rows = find.all_interpreters(learnt, "/")
    real = [os.path.realpath(facts.executable) for facts, _, _ in rows]
    assert len(real) == len(set(real))
    for path in pythons.there():
        if path.startswith(("/usr/", os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")))):
            assert os.path.realpath(path) in real
    cpythons = [facts.numbers for facts, _, _ in rows if facts.implementation == "CPython" and facts.is_final]
    assert cpythons == sorted(cpythons, reverse=True)


def test_a_known_interpreter_is_not_asked_again(learnt, monkeypatch):
    """Finding one that the cache knows starts no process."""
    monkeypatch.delattr(os, "fork")
    assert same(find.find(text_of(CPYTHONS[0], 3), learnt, "/"), CPYTHONS[0])
