"""The contract of tests/contract/, for every strategy and every interpreter of the machine."""

from __future__ import annotations

import os

import pytest

import pythons
from contract import environment, packages, statements
from envarium.store.pyvenv_cfg import PyvenvCfg
from tool import Tool

STRATEGIES = ("pyvenv.cfg", "copy", "self-contained")


class Maker:
    """Makes each environment once, when a statement first asks for it."""

    def __init__(self, folder):
        self.folder = folder
        self.made = {}
        (folder / "home").mkdir()
        variables = {
            name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VIRTUAL_ENV"))
        }
        self.tool = Tool({**variables, "HOME": str(folder / "home"), "WORKON_HOME": str(folder / "a store")})

    def __call__(self, strategy, base, *more):
        key = (strategy, base, more)
        if key not in self.made:
            name = f"{strategy} {len(self.made)}"
            words = ["--self-contained"] if strategy == "self-contained" else ["--strategy", strategy]
            result = self.tool("create", name, "-p", base, *words, *more)
            scratch = self.folder / f"scratch {len(self.made)}"
            scratch.mkdir()
            self.made[key] = result, self.folder / "a store" / name, scratch
        result, place, scratch = self.made[key]
        if "does not support PEP 405" in result.stderr:
            pytest.skip("PEP 405 came with Python 3.3")
        assert result.returncode == 0, result.stderr
        return environment.Environment(place, base, strategy, scratch)


@pytest.fixture(scope="session")
def make(tmp_path_factory):
    """A function from strategy and interpreter to an environment."""
    return Maker(tmp_path_factory.mktemp("contract"))


def label(value):
    return getattr(value, "__name__", None) or str(value).replace(os.path.expanduser("~"), "~")


def slice_of(found):
    """A few interpreters that differ most: the oldest and the newest CPython of 3.8 and later, a system one, PyPy."""
    usual = sorted((path for path in found if not pythons.is_pypy(path)), key=pythons.version)
    usual = [path for path in usual if pythons.version(path) >= (3, 8)]
    system = [path for path in found if path.startswith("/usr/bin/")]
    return sorted({*usual[:1], *usual[-1:], *system})


@pytest.mark.parametrize("base", slice_of(pythons.there()), ids=label)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_what_matters_most_holds(make, strategy, base):
    """A short slice of the contract holds for each strategy."""
    env = make(strategy, base)
    for statement in statements.QUICK:
        statement(env)


@pytest.mark.contract_full
@pytest.mark.parametrize("statement", statements.STATEMENTS, ids=label)
@pytest.mark.parametrize("base", pythons.there(), ids=label)
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_the_contract_holds(make, strategy, base, statement):
    """Every statement holds in every environment that can be made."""
    statement(make(strategy, base))


def shows(env):
    """Whether packages of the base are seen, for each of its directories that there are."""
    hidden = set(packages.base_packages(env)) - set(packages.search_path(env))
    return not hidden


@pytest.mark.parametrize("base", slice_of(pythons.there()), ids=label)
@pytest.mark.parametrize("strategy", STRATEGIES[:2])
def test_system_packages_can_be_shown_and_switched(make, strategy, base):
    """`--system-site-packages` shows what the base has installed, and the two marks switch it later."""
    env = make(strategy, base, "--system-site-packages")
    assert shows(env)
    switch(env, on=False)
    assert not set(packages.search_path(env)) & set(packages.base_packages(env))
    switch(env, on=True)
    assert shows(env)


def switch(env, *, on):
    config = PyvenvCfg.load(env.place + "/pyvenv.cfg")
    with open(env.place + "/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write(config.changed("include-system-site-packages", "true" if on else "false").text)
    library = os.path.dirname(env.value("import os; print(repr(os.__file__))", "-S"))
    marker = library + "/no-global-site-packages.txt"
    if env.copied:
        assert library.startswith(env.place)
        os.unlink(marker) if on else open(marker, "w", encoding="utf-8").close()


@pytest.mark.parametrize("base", slice_of(pythons.there()), ids=label)
def test_a_copy_called_by_a_link_shows_system_packages_too(make, base, tmp_path):
    """Called from elsewhere, where site finds no pyvenv.cfg, it is the marker beside the library that counts."""
    env = make("copy", base, "--system-site-packages")
    (tmp_path / "python").symlink_to(env.python)
    path = eval(
        env.output(str(tmp_path / "python"), "-c", "import sys; print(repr([p for p in sys.path if p]))")
    )
    assert set(packages.base_packages(env)) <= {os.path.realpath(entry) for entry in path}
