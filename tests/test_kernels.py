"""Jupyter kernels of environments: registered, and kept true to the environment whatever happens to that."""

from __future__ import annotations

import glob
import json
import os
import re
import shutil
import sys

import pytest
from uv import find_uv_bin

from envarium.store import kernel, kernelspecs
from evil import ACCEPTED
from tool import open_text
from trees import write
from waiting import PATIENCE

HERE = ("-p", sys.executable)


@pytest.fixture
def kernels(home):
    """The directory of the user's kernels."""
    return f"{home}/.local/share/jupyter/kernels"


def create(warm, store, name):
    """Create an environment that has the files of ipykernel."""
    warm.done("create", "--no-pip", *HERE, "--", name)
    environment = store.find(name)
    write(
        f"{environment.site_packages}/ipykernel-7.4.0.dist-info/METADATA", "Name: ipykernel\nVersion: 7.4.0\n"
    )
    return environment


def spec(kernels, name):
    return json.loads(open_text(f"{kernels}/{name}/kernel.json"))


def names(kernels):
    return sorted(os.listdir(kernels)) if os.path.isdir(kernels) else []


def problems(warm, *words, **variables):
    """What doctor finds wrong with kernels: the kinds, and the remedies."""
    done = warm("doctor", "--json", *words, **variables)
    return [(row["id"], row["remedy"]) for row in json.loads(done.stdout) if row["id"].startswith("kernel-")]


def test_the_life_of_a_kernel(warm, store, kernels):
    """A kernel starts its environment with its variables, and follows a rename, a removal and a restoration."""
    environment = create(warm, store, "web")
    warm.done("set", "web", "PRICE=$5", "A=$HOME")
    warm.done("kernel", "web")
    first = spec(kernels, "web")
    assert first["argv"] == [environment.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    assert first["display_name"] == "Python (web)"
    written = environment.path.replace("$", "$$")
    assert first["env"] == {
        "A": "$$HOME", "PRICE": "$$5", "PATH": written + "/bin:${PATH}",
        "VIRTUAL_ENV": written, "VIRTUAL_ENV_PROMPT": "web",
    }  # fmt: skip
    assert json.loads(warm.done("show", "--json", "web"))["kernel"] == "web"

    warm.done("set", "web", "API_TOKEN=secret")
    warm.done("unset", "web", "A")
    assert spec(kernels, "web")["env"].keys() == {
        "API_TOKEN",
        "PRICE",
        "PATH",
        "VIRTUAL_ENV",
        "VIRTUAL_ENV_PROMPT",
    }
    assert os.stat(f"{kernels}/web/kernel.json").st_mode & 0o077 == 0

    mine = {**spec(kernels, "web"), "argv": [environment.python, "-m", "ipykernel_launcher", "--mine"]}
    mine["env"]["MINE"] = "1"
    write(f"{kernels}/web/kernel.json", json.dumps(mine))
    warm.done("rename", "web", "site")
    moved = spec(kernels, "web")
    assert moved["argv"] == [store.path("site") + "/bin/python", "-m", "ipykernel_launcher", "--mine"]
    assert (moved["display_name"], moved["env"]["MINE"]) == ("Python (site)", "1")
    assert moved["env"]["VIRTUAL_ENV"] == store.path("site").replace("$", "$$")
    assert problems(warm) == []

    warm.done("kernel", "site")
    assert (names(kernels), spec(kernels, "site")) == (["site"], moved)

    warm.done("copy", "site", "twin")
    assert (names(kernels), kernel.name(store.find("twin"))) == (["site"], "")

    warm.done("remove", "site")
    assert names(kernels) == []
    warm.done("restore", "site")
    assert spec(kernels, "site") == moved
    warm.done("remove", "site")
    warm.done("restore", "site", "other")
    assert spec(kernels, "site")["argv"][0] == store.path("other") + "/bin/python"
    assert problems(warm) == []

    warm.done("kernel", "--delete", "other")
    assert names(kernels) == []
    assert "has no Jupyter kernel" in warm.refused("kernel", "-d", "other")
    warm.done("kernel", "other")
    assert names(kernels) == ["other"]
    moved = spec(kernels, "other")
    moved["metadata"]["envarium"]["environment"] = "/nowhere/other"
    write(f"{kernels}/other/kernel.json", json.dumps(moved))
    warm.done("kernel", "other")
    assert (names(kernels), problems(warm)) == (["other"], [])

    warm.done("remove", "other")
    (kept,) = glob.glob(f"{glob.escape(store.own('trash'))}/*/other/{kernel.KEPT}")
    shutil.rmtree(kept)
    warm.done("restore", "other")
    assert (names(kernels), kernel.name(store.find("other"))) == ([], "")
    warm.done("kernel", "other")
    warm.done("remove", "--now", "other")
    assert names(kernels) == []


def test_what_the_user_registered_stays(warm, store, kernels):
    """A kernel without the mark of envarium is neither replaced nor removed, whatever environment it starts."""
    environment = create(warm, store, "web")
    for name in ("WEB", "python3"):
        write(
            f"{kernels}/{name}/kernel.json",
            json.dumps({"argv": [environment.python], "display_name": "mine"}),
        )
    before = open_text(f"{kernels}/WEB/kernel.json")
    warm.done("kernel", "web")
    assert names(kernels) == ["WEB", "python3", "web-2"]
    warm.done("kernel", "web")
    create(warm, store, "python3")
    warm.done("kernel", "python3")
    assert names(kernels) == ["WEB", "python3", "python3-2", "web-2"]
    warm.done("remove", "web", "python3")
    assert names(kernels) == ["WEB", "python3"]
    assert open_text(f"{kernels}/WEB/kernel.json") == before
    stale = sorted(row for row in problems(warm) if row[0] == "kernel-stale")
    assert stale == [("kernel-stale", f"rm -r {kernels}/{name}") for name in ("WEB", "python3")]


def test_a_record_is_no_path(warm, store, kernels, home):
    """The record of an environment that comes from others leads to nothing but a kernel of its own."""
    environment = create(warm, store, "web")
    write(f"{home}/precious/kernel.json", json.dumps({"argv": ["x"]}))
    for text in (f"{home}/precious", "../../../../precious", "..", ".", "", "WEB", "a/b"):
        write(f"{environment.path}/.kernel", text + "\n")
        assert (kernel.name(environment), kernelspecs.find(environment)) == ("", "")
    warm.done("remove", "web")
    assert os.path.exists(f"{home}/precious/kernel.json")


def test_what_doctor_finds_and_repair_mends(warm, store, kernels, home):
    """doctor reports a kernel that no longer starts its environment; repair updates what has moved."""
    create(warm, store, "web")
    warm.done("kernel", "web")
    os.rename(store.path("web"), store.path("site"))
    assert problems(warm) == [("kernel-changed", "envarium repair site")]
    warm.done("repair", "site")
    assert problems(warm) == []
    assert spec(kernels, "web")["argv"][0] == store.path("site") + "/bin/python"
    os.rename(f"{kernels}/web", f"{home}/aside")
    assert problems(warm) == [("kernel-gone", "envarium kernel site")]
    warm.done("kernel", "site")
    assert (names(kernels), problems(warm)) == (["site"], [])
    site = store.find("site").site_packages
    os.rename(f"{site}/ipykernel-7.4.0.dist-info", f"{home}/ipykernel")
    assert problems(warm) == [("kernel-without-ipykernel", "envarium kernel site")]
    os.rename(f"{home}/ipykernel", f"{site}/ipykernel-7.4.0.dist-info")
    os.rename(store.root, f"{home}/moved")  # another way of moving: the whole store
    other = f"{home}/moved"
    assert problems(warm, "site", WORKON_HOME=other) == [("kernel-changed", "envarium repair site")]
    warm.done("repair", "--all", WORKON_HOME=other)
    assert spec(kernels, "site")["argv"][0] == f"{other}/site/bin/python"


def test_places(warm, store, home, monkeypatch):
    """Kernels are where Jupyter's own variables say; names that are taken elsewhere get a number."""
    environment = create(warm, store, "web")
    write(f"{home}/more/kernels/Web/kernel.json", "{}")
    warm.done("kernel", "web", JUPYTER_DATA_DIR=f"{home}/data", JUPYTER_PATH=f":{home}/more")
    assert names(f"{home}/data/kernels") == ["web-2"]
    monkeypatch.setenv("XDG_DATA_HOME", f"{home}/xdg")
    assert kernelspecs.directory() == f"{home}/xdg/jupyter/kernels"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert kernelspecs.directory() == f"{home}/Library/Jupyter/kernels"
    assert kernelspecs.find(environment) == ""


@pytest.mark.parametrize("name", [*ACCEPTED.values(), "{prefix}", "ÄÖ", "PYTHON"])
def test_names(name, store):
    """Every environment has a kernel name that Jupyter accepts, and no other name than it records is read."""
    text = kernel.safe(name)
    assert text == kernel.safe(text)
    assert re.fullmatch(r"[a-z0-9._-]*", text)
    assert len(text) <= kernel.LONGEST


def test_a_failure_leaves_no_trace(warm, store, home):
    """A kernel that cannot be registered, here because a file is in the way, is neither recorded nor left half."""
    environment = create(warm, store, "web")
    write(f"{home}/.local/share/jupyter", "")
    assert "cannot register a Jupyter kernel" in warm.refused("kernel", "web")
    assert kernel.name(environment) == ""


def test_a_path_that_jupyter_would_change_is_refused(warm, store):
    create(warm, store, "{prefix}")
    assert "which Jupyter replaces" in warm.refused("kernel", "{prefix}")


def test_replacing_an_environment_keeps_its_kernel(warm, store, kernels, tmp_path):
    """`create --clear` gives the new environment the kernel of the old one, or says what is missing."""
    create(warm, store, "web")
    warm.done("kernel", "web")
    wheels = {"PIP_NO_INDEX": "1", "UV_OFFLINE": "1", "UV_NO_CACHE": "1"}
    done = warm("create", "--clear", *HERE, "web", **wheels)
    assert (done.returncode, "hint: fix the cause, then: envarium kernel web" in done.stderr) == (1, True), (
        done.stderr
    )
    assert kernel.name(store.find("web")) == "web"
    assert problems(warm) == [("kernel-without-ipykernel", "envarium kernel web")]


@pytest.mark.parametrize("text", ["\0x", "\ud800", "x" * 5000])
def test_a_mark_that_is_no_path(warm, store, kernels, text):
    """A kernel whose mark is no path is not one of envarium's, and no command fails because of it."""
    create(warm, store, "x")
    warm.done("kernel", "x")
    changed = spec(kernels, "x")
    changed["metadata"]["envarium"]["environment"] = text
    write(f"{kernels}/x/kernel.json", json.dumps(changed))
    warm.done("set", "x", "A=1")
    assert "Traceback" not in warm("doctor").stderr
    warm.done("kernel", "x")
    warm.done("remove", "x")


def test_a_kernel_that_is_nested_too_deeply(warm, store, kernels):
    """It is no kernel, as any other damaged one."""
    create(warm, store, "x")
    write(f"{kernels}/x/kernel.json", "[" * 100_000)
    warm.done("kernel", "x")
    assert names(kernels) == ["x", "x-2"]


def test_a_kernel_needs_an_installer(warm):
    assert "--no-pip leaves out" in warm.refused(
        "create", "--no-pip", "--kernel", "x", code=2, PATH="/usr/bin:/bin"
    )


ASK = """
import sys
from jupyter_client.manager import start_new_kernel
manager, client = start_new_kernel(startup_timeout=float(sys.argv[2]), kernel_name=sys.argv[1])
code = "import os, sys, shutil; print(sys.prefix, os.environ['A'], shutil.which('python'), sep='|')"
client.execute_interactive(code)
client.stop_channels()
manager.shutdown_kernel(now=True)
"""


def test_a_real_kernel(warm, store):
    """A real Jupyter starts a real kernel by its name: in the environment, with its variables and programs."""
    path = f"{os.path.dirname(find_uv_bin())}:{os.environ['PATH']}"
    done = warm("create", *HERE, "--kernel", "$(My) Data", PATH=path)
    if "not everything was installed" in done.stderr and not os.environ.get("CI"):
        pytest.skip("ipykernel cannot be installed: no index is reachable")
    assert done.returncode == 0, done.stderr
    warm.done("set", "$(My) Data", "A=$5 of $HOME")
    environment = store.find("$(My) Data")
    printed = warm.start([environment.python, "-c", ASK, "my-data", str(PATIENCE)])
    assert printed.stdout.strip().split("|") == [environment.path, "$5 of $HOME", environment.python], (
        printed.stderr
    )
