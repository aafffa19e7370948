"""The strategies: one table of names, and a strategy that is added to it as CONTRIBUTING says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from envarium import settings, strategies
from envarium.arguments import by_name
from envarium.creator import request
from envarium.store.environment import Environment
from tool import SOURCE
from waiting import PATIENCE

TOY = '''\
"""A toy strategy: that of PEP 405, and a mark."""

from __future__ import annotations

import os

from envarium.creator import pep405
from envarium.creator.pep405 import HAS_HOME, RELOCATABLE, base_files

NAME = "toy"


def refusal(request):
    return "no toys for pip" if request.system_site else pep405.refusal(request)


def build(request):
    layout = pep405.build(request)
    layout.files["toy"] = "a mark\\n"
    return layout


def owns(environment):
    return os.path.exists(environment.path + "/toy")
'''
LINE = '    "toy": "toy",\n'


def test_the_table_and_the_modules_agree():
    """Each module has the name under which the table lists it, and the first owns what no other one does."""
    assert {name: request.named(name).NAME for name in strategies.MODULES} == {
        name: name for name in strategies.MODULES
    }
    assert next(iter(strategies.MODULES)) == request.owner(Environment("/nowhere")).NAME


def test_everything_that_takes_a_strategy_takes_these():
    """The option and the setting allow the same, and a preferred one comes first."""
    create = by_name("create")
    (option,) = [option for option in create.options if option.name == "strategy"]
    assert option.choices == settings.CHOICES["strategy"] == (*strategies.MODULES, strategies.AUTO)
    assert strategies.preferring(strategies.AUTO) == tuple(strategies.MODULES)
    assert strategies.preferring("copy") == ("copy", "pyvenv.cfg", "self-contained")


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """A function that calls an envarium to which a toy strategy was added: one module, and one line of the table."""
    ground = tmp_path_factory.mktemp("toy")
    package = ground / "envarium"
    shutil.copytree(SOURCE + "/envarium", package, ignore=shutil.ignore_patterns("__pycache__"))
    (package / "creator/toy.py").write_text(TOY)
    table = package / "strategies.py"
    table.write_text(table.read_text().replace("}\n", LINE + "}\n", 1))
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTHON"))
    }
    variables = {
        **kept, "PYTHONPATH": str(ground), "WORKON_HOME": f"{ground}/store", "XDG_CONFIG_HOME": f"{ground}/config",
    }  # fmt: skip

    def call(*words, code=0):
        child = [sys.executable, "-m", "envarium", *words]
        done = subprocess.run(
            child, env=variables, cwd=ground, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        assert done.returncode == code, (words, done.stdout, done.stderr)
        return done.stdout + done.stderr

    call.store = ground / "store"
    call("create", "--strategy", "toy", "made")
    return call


def test_a_toy_is_known_everywhere(toy, tmp_path):
    """It is an allowed value of the option and of the setting, and may refuse like any other."""
    assert (toy.store / "made/toy").read_text() == "a mark\n"
    assert "toy" in toy("create", "--help")
    assert "no toys" in toy("create", "--strategy", "toy", "--system-site-packages", "never", code=1)
    config = toy.store.parent / "config/envarium"
    config.mkdir(parents=True, exist_ok=True)
    (config / "config.toml").write_text('strategy = "toy"\n')
    try:
        assert "strategy toy" in " ".join(toy("config").split())
        toy("create", "--no-pip", "usual")
    finally:
        shutil.rmtree(config)
    assert (toy.store / "usual/toy").exists()
    toy("create", "--no-pip", "--strategy", "auto", "other")
    assert not (toy.store / "other/toy").exists()
    assert "strategy pyvenv.cfg" in " ".join(toy("show", "other").split())


def test_a_toy_is_listed_and_healthy(toy):
    """List, show and doctor take its environments for whole ones."""
    assert "made" in toy("list")
    facts = json.loads(toy("show", "--json", "made"))
    assert (facts["name"], facts["strategy"]) == ("made", "toy")
    assert json.loads(toy("doctor", "--json", "made")) == []


def test_a_toy_is_copied_and_renamed(toy):
    """A copy is one of the strategy too, and so is what was renamed."""
    toy("copy", "made", "twin")
    toy("rename", "twin", "renamed")
    assert (
        toy("run", "renamed", "--", "python", "-c", "import sys; print(sys.prefix)")
        .strip()
        .endswith("/renamed")
    )
    assert (toy.store / "renamed/toy").exists()


def test_a_toy_is_repaired_and_rebuilt(toy):
    """Repair links it to its base again, and rebuilds it on another Python by its own strategy."""
    toy("create", "--strategy", "toy", "hurt")
    place = toy.store / "hurt"
    os.unlink(place / "bin/python")
    os.symlink("/nowhere/python3", place / "bin/python")
    assert json.loads(toy("doctor", "--json", "hurt", code=1))[0]["id"] == "interpreter-gone"
    toy("repair", "hurt")
    assert json.loads(toy("doctor", "--json", "hurt")) == []
    os.unlink(place / "toy")
    (place / "toy").write_text("the old mark\n")
    toy("repair", "--python", sys.executable, "hurt")
    assert (place / "toy").read_text() == "a mark\n"
    assert json.loads(toy("doctor", "--json", "hurt")) == []
