"""The store: where it is, what it contains, and how a name becomes a path. Nothing else joins the two."""

from __future__ import annotations

import os
import sys

from envarium import environ, errors, settings
from envarium.files.owning import inherit
from envarium.files.reading import system_reason
from envarium.output import printable
from envarium.store import names, own
from envarium.store.environment import Environment, LookupCache
from envarium.store.pyvenv_cfg import is_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = ".envarium"
"""The hidden directory in the store for what is envarium's own: caches, the trash, and what the user trusts."""


DEFAULT = ".virtualenvs"
"""The store below the home directory where nothing names another."""


class Store:
    """The directory `root`, whose entries are environments, one name each.

    What the user changes is there. The environments of the stores `shared` can be listed, activated, run and copied;
    one with a name that is in an earlier store is hidden.
    """

    __slots__ = ("root", "shared")

    def __init__(self, root: str, shared: tuple[Store, ...] = ()) -> None:
        self.root = root
        self.shared = shared

    def path(self, name: str) -> str:
        """Return where the environment `name` is, or would be. Raises InvalidName."""
        return self.root + "/" + names.check(name)

    def own(self, *parts: str) -> str:
        """Return the path of something of envarium's own inside the store."""
        return "/".join((self.root, OWN, *parts))

    def holds(self, name: str) -> bool:
        """Return whether there is an environment called `name`. Raises InvalidName."""
        return Environment(self.path(name)).exists

    def find(self, name: str) -> Environment:
        """Return the environment `name`.

        Raises InvalidName, NameTaken if something else is there, NoSuchEnvironment, InSharedStore, and UnusableStore.
        """
        environment = Environment(self.path(name))
        if environment.exists:
            return environment
        if shared := self._shared_with(name):
            raise errors.InSharedStore(name, shared.root)
        if is_something_else(environment):
            raise errors.NameTaken(name, environment.path)
        if not os.path.exists(self.root):
            raise missing(self.root)
        raise errors.NoSuchEnvironment(name, self.nearest(name))

    def refuse_taken(self, name: str) -> None:
        """Raise InvalidName, EnvironmentExists or NameTaken if nothing can be published as `name`."""
        environment = Environment(self.path(name))
        if environment.exists:
            raise errors.EnvironmentExists(name)
        if is_something_else(environment):
            raise errors.NameTaken(name, environment.path)

    def reach(self, name: str) -> Environment:
        """Return the environment `name` of this store, else of the first shared one that has it. Raises as `find`."""
        shared = None if self.holds(name) else self._shared_with(name)
        return (shared or self).find(name)

    def _shared_with(self, name: str) -> Store | None:
        return next((store for store in self.shared if store.holds(name)), None)

    def everything(self) -> Iterator[Environment]:
        """Yield all environments of this store and the shared ones, sorted by name. Raises UnusableStore."""
        if not self.shared:
            yield from self
            return
        by_name = {one.name: one for store in reversed((self, *self.shared)) for one in store}
        yield from (by_name[name] for name in sorted(by_name))

    def reaches(self, name: str) -> bool:
        """Return whether `reach` finds an environment called `name`. Raises InvalidName."""
        return self.holds(name) or self._shared_with(name) is not None

    def names(self) -> list[str]:
        """Return the names of its own environments, sorted; an absent store has none. Raises UnusableStore."""
        return [environment.name for environment in self]

    def __iter__(self) -> Iterator[Environment]:
        """Yield all environments, sorted by name. Raises UnusableStore."""
        root, cache = self.root + "/", LookupCache()
        for entry in self.entries():
            environment = Environment(root + entry, entry, cache)
            if environment.exists:
                yield environment

    def entries(self) -> list[str]:
        """Return whatever in the store has a name that environments may have, sorted. Raises UnusableStore."""
        try:
            entries = os.listdir(self.root + "/.")  # which fails where what is listed cannot be reached
        except FileNotFoundError:
            return []
        except OSError as error:
            raise errors.UnusableStore(self.root, system_reason(error)) from error
        return sorted(names.among(entries))

    def nearest(self, name: str) -> list[str]:
        """Return up to three names that somebody who typed `name` may have meant, the likeliest first."""
        folded = name.casefold()
        pairs = sorted((names.distance(folded, one.name.casefold()), one.name) for one in self.everything())
        limit = min(max(2, len(name) // 3), max(1, len(name) - 1))
        return [candidate for distance, candidate in pairs if distance <= limit][:3]

    def prepare(self) -> None:
        """Create the store if it is missing, saying so as virtualenvwrapper does, and the place for what is ours.

        The store gets the permissions that the umask leaves; what is envarium's own is the user's alone. Raises
        UnusableStore.
        """
        if not os.path.isdir(self.root):
            self._create()
        try:
            os.mkdir(self.own(), 0o700)
            inherit(self.own())
        except FileExistsError:
            own.check(self)
        except OSError as error:
            raise errors.UnusableStore(self.root, system_reason(error)) from error

    def facts(self) -> str:
        """Return the directory of what is known of interpreters; if it is not to be trusted, one that never exists."""
        try:
            own.check(self)
        except errors.EnvariumError:
            return os.devnull + "/none"
        return self.own(own.FACTS)

    def _create(self) -> None:
        if os.path.lexists(self.root):
            reason = "it is not a directory"
            if not os.path.exists(self.root):
                reason = "it is a symlink to something that does not exist"
            raise errors.UnusableStore(self.root, reason)
        sys.stderr.write(
            f"NOTE: Virtual environments directory {printable(self.root)} does not exist. Creating...\n"
        )
        try:
            os.makedirs(self.root, exist_ok=True)
            inherit(self.root)
        except OSError as error:
            raise errors.UnusableStore(self.root, system_reason(error)) from error


def is_something_else(environment: Environment) -> bool:
    """Return whether the path of `environment` is taken by anything else, and that does not change meanwhile."""
    identity = environment.identity
    return not environment.exists and identity == environment.identity != (0, 0)


def missing(root: str) -> errors.UnusableStore:
    """Return the error that the store at `root` does not exist."""
    hint = "envarium create NAME creates it; envarium config shows where it is set"
    return errors.UnusableStore(root, "it does not exist", hint)


def current() -> Store:
    """Return the store that WORKON_HOME, else the config file, else `~/.virtualenvs` names.

    WORKON_HOME may name several, with colons between: the first one that can be written to is the user's, and the
    others are shared ones, as those in ENVARIUM_SHARED_STORES are. Raises UnusableStore.
    """
    text = str(environ.WORKON_HOME.get() or settings.value("store") or DEFAULT)
    if ":" not in text and not environ.SHARED_STORES.get():
        return Store(_root(text))
    roots = [_root(part) for part in text.split(":") if part] or [_root(DEFAULT)]
    shared = [_root(part) for part in environ.SHARED_STORES.get().split(":") if part]
    own = next(filter(_is_writable, roots), roots[0])
    return Store(own, tuple(Store(root) for root in dict.fromkeys((*roots, *shared)) if root != own))


def _is_writable(root: str) -> bool:
    return os.access(root, os.W_OK) or not os.path.lexists(root)


def _root(text: str) -> str:
    """Return the absolute path of the store that `text` names. Raises UnusableStore."""
    root = environ.expanded(text)
    if any(character < " " or character in ":\x7f" for character in root):
        raise errors.UnusableStore(root, "its path contains a colon, a newline or another control character")
    if not is_text(root):
        raise errors.UnusableStore(
            root, "its path is not valid UTF-8, which the first line of a launcher must be"
        )
    return "/" + root.strip("/")


def named_or_active(name: str) -> Environment:
    """Return the environment `name` of the current store, with "" the active one, wherever it is.

    Raises what `Store.reach` raises, and NoActiveEnvironment.
    """
    environment = current().reach(name) if name else Environment(environ.active())
    if not environment.path or not environment.exists:
        raise errors.NoActiveEnvironment
    return environment


def name_or_active(store: Store, name: str) -> str:
    """Return `name`, with "" that of the active environment of `store`. Raises NoActiveEnvironment."""
    name = name or active(store)
    if not name:
        raise errors.NoActiveEnvironment
    return name


def refuse_active(environment: Environment, change: str) -> None:
    """Raise EnvironmentActive where `environment` is active; `change` is what it cannot be, such as "removed"."""
    active = environ.active()
    if active and os.path.isdir(active) and os.path.samefile(active, environment.path):
        raise errors.EnvironmentActive(environment.name, change)


def active(store: Store) -> str:
    """Return the name of the active environment if it is one of `store`, else ""."""
    path = environ.active()
    if not path:
        return ""
    parent, name = os.path.split(path)
    if parent == store.root:
        return name if not names.objection(name) else ""
    for environment in store.everything() if os.path.isdir(path) else ():
        if os.path.samefile(path, environment.path):
            return environment.name
    return ""
