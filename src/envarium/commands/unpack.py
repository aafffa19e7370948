"""Unpack an archive of an environment into the store."""

from __future__ import annotations

import json
import os
import sys

from envarium.commands import inspecting, invocation
from envarium.errors import EnvironmentExists, NameTaken, NoSuchFile
from envarium.health import repairs
from envarium.output import printable, typed
from envarium.packing import shared, unpacking
from envarium.packing.by_digest import PackedEnvironment
from envarium.packing.refusals import CannotUnpack, NoDigest
from envarium.printing.status_line import Watch
from envarium.snapshots import taking
from envarium.store import lookup, receipts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.command_line import Values
    from envarium.health.subject import Subject
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store


def run(values: Values) -> None:
    """Unpack it, repair it if another tool packed it, and print what was done."""
    store = lookup.current()
    archive = os.path.abspath(os.path.expanduser(values.text("archive")))
    packed = PackedEnvironment.of(archive)
    if values.on("shared"):
        _share(store, packed, values)
        return
    if not packed and os.path.isdir(archive):
        hint = "write which of the environments in it: envarium unpack DIRECTORY@sha256:DIGEST"
        raise CannotUnpack(archive, "it is a directory", hint)
    if not packed and not os.path.isfile(archive):
        raise NoSuchFile(archive)
    actions: list[str] = []
    try:
        with Watch(f"unpacking {os.path.basename(archive)}"):
            environment = unpacking.unpack(
                store,
                archive,
                values.text("name"),
                lambda one: actions.extend(_repair(store, one)),
                any_size=values.on("any_size"),
            )
    except (EnvironmentExists, NameTaken) as error:
        error.hint = f"choose another name: envarium unpack {typed(values.text('archive'))} NAME"
        raise
    _record(environment, invocation.words("unpack", values))
    name = printable(environment.name)
    sys.stderr.write("".join(f"{line}\n" for line in (f"unpacked as {name}", *map(printable, actions))))
    sys.stderr.write(f"activate it with: workon {name}\n")


def _record(environment: Environment, words: tuple[str, ...]) -> None:
    """Leave a receipt of `words` in the environment, with the packages that the archive contained."""
    entry = receipts.record(words, environment.version, added=taking.packages(environment))
    receipts.append(environment.path, json.dumps(entry))


def _share(store: Store, packed: PackedEnvironment | None, values: Values) -> None:
    """Print the path of the environment `packed` for all processes, unpacking it if it is not there."""
    if not packed or values.text("name"):
        raise NoDigest(values.text("archive"))
    with Watch(f"unpacking sha256:{packed.digest}"):
        environment = shared.provide(store, packed)
    if environment.was_unpacked:
        sys.stderr.write(f"unpacked sha256:{packed.digest}\n")
    sys.stdout.write(environment.path + "\n")


def _repair(store: Store, environment: Subject) -> list[str]:
    """Repair `environment`, which is in staging, and return what was done. Raises what a repair raises."""
    repairer = repairs.Repairs(inspecting.world(store))
    findings = repairer.wrong(environment)
    return repairer.repair(environment, findings) if findings else []
