"""What `--json` prints is as its schema says, for every command that has it."""

from __future__ import annotations

import importlib.resources
import json
import os

import jsonschema
import pytest

from distributions import lay, site
from envarium import vocabulary
from envarium.printing import json_output
from envarium.store.lookup import Store
from tool import Tool, lend
from trees import plant
from wheels import index, wheel

AUDITED = '{"dependencies": [{"name": "alpha", "version": "1.0", "vulns": []}], "fixes": []}'

CALLS = {
    "list": (("list",), ("list", "--long"), ("list", "--sizes"), ("list", "--only", "none")),
    "show": (("show", "one"), ("show", "broken"), ("show", "two")),
    "trash": (("trash",),),
    "pythons": (("pythons",),),
    "explain": (("explain", "one"), ("explain", "one", "--verify")),
    "doctor": (("doctor",),),
    "config": (("config",),),
    "snapshots": (("snapshots",),),
    "history": (("history", "one"),),
    "diff": (("diff", "one", "two"), ("diff", "one", "--files")),
    "find": (("find", "."), ("find", ".", "--sizes")),
    "import": (("import", "--from", "pew"),),
    "dedupe": (("dedupe", "--dry-run", "--hardlink"),),
    "usage": (("usage",), ("usage", "one")),
    "prune": (("prune", "--only", "*"),),
    "packages": (("packages", "one"),),
    "which": (("which", "alpha"),),
    "outdated": (("outdated", "one"),),
    "audit": (("audit", "one"),),
    "words": (("words",),),
    "paths": (("paths",),),
}
"""Calls of each command that print something of every kind."""


def schema(name):
    """Return the schema that is installed for `envarium NAME --json`."""
    text = importlib.resources.files("envarium").joinpath(f"schemas/{name}.json").read_text(encoding="utf-8")
    return json.loads(text)


def closed(part):
    """Return `part` of a schema, with every key forbidden that it does not describe."""
    if isinstance(part, list):
        return [closed(item) for item in part]
    if not isinstance(part, dict):
        return part
    more = {"additionalProperties": False} if "properties" in part and part.get("type") == "object" else {}
    return {**more, **{key: closed(value) for key, value in part.items()}}


@pytest.fixture(scope="module")
def world(tmp_path_factory, shared):
    """A tool whose store has something for every command to print."""
    place = tmp_path_factory.mktemp("json")
    home, store = place / "home", Store(str(place / "home/store"))
    os.makedirs(store.root)
    lend(store.root, shared / "warm")
    wheel(place, "alpha", "2.0")
    audit = place / "bin/pip-audit"
    audit.parent.mkdir()
    audit.write_text(f"#!/bin/sh\necho '{AUDITED}'\n")
    audit.chmod(0o755)
    path = f"{place}/bin:/usr/bin:/bin"
    tool = Tool({"PATH": path, "HOME": str(home), "WORKON_HOME": store.root, **index(place)})
    for words in (("create", "one"), ("create", "--on", "one", "two"), ("create", "--no-pip", "away")):
        tool.done(*words)
    lay(site(store.path("one")), "alpha", "1.0")
    tool.done("snapshot", "one", "first")
    lay(site(store.path("one")), "beta", "1.5")
    tool.done("set", "one", "TOKEN=secret", "COLOUR=red", "--path-prepend", str(home))
    tool.done("remove", "away")
    tool.done("paths", str(home), VIRTUAL_ENV=store.path("one"))
    plant(store.path("broken"))
    os.unlink(store.path("broken") + "/bin/python")
    os.symlink("/no/where", store.path("broken") + "/bin/python")
    plant(home / ".local/share/virtualenvs/other")
    return tool


def test_every_command_has_a_schema():
    """A command that prints JSON has a schema, a schema has a command, and its name and version are in it."""
    commands = {
        one.name for one in vocabulary.COMMANDS if any(switch.name == "json" for switch in one.switches)
    }
    files = importlib.resources.files("envarium").joinpath("schemas").iterdir()
    assert {file.name.removesuffix(".json") for file in files} == commands == set(CALLS)
    for name in commands:
        jsonschema.Draft202012Validator.check_schema(schema(name))
        assert schema(name)["$id"].rpartition(":")[0] == f"urn:envarium:json:{name}"
        assert schema(name)["$id"].rpartition(":")[2].isdigit()


@pytest.mark.parametrize("name", CALLS)
def test_schema(name, world):
    """The output has the keys that the schema describes, of these types, and no others."""
    for words in CALLS[name]:
        done = world(*words, "--json", VIRTUAL_ENV=world.environment["WORKON_HOME"] + "/one")
        output = json.loads(done.stdout)
        validator = jsonschema.Draft202012Validator(closed(schema(name)))
        assert [(error.json_path, error.message) for error in validator.iter_errors(output)] == [], words
    assert output or name == "list", done


@pytest.mark.parametrize("number", [0, 1, json_output.ROWS_AT_ONCE, json_output.ROWS_AT_ONCE + 1])
def test_long_lists(number, capsys):
    """A list that is printed in parts is the same JSON."""
    rows = [{"name": f"env{count}"} for count in range(number)]
    json_output.show(iter(rows))
    assert capsys.readouterr().out == json_output.dump(rows) + "\n"
