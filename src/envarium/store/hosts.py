"""A store that hosts of several platforms use: each environment is noted with the platform that it was created on."""

from __future__ import annotations

import os
import sys

from envarium import errors
from envarium.files import reading, writing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.store.environment import Environment
    from envarium.store.lookup import Store

PLATFORM = f"{sys.platform}-{os.uname().machine}"
"""The platform of this process, such as linux-x86_64: programs for another one do not run."""

KEY = "platform"
"""The key in pyvenv.cfg for it."""

FILE = "platform"
"""The file, in envarium's own directory, that tells on which platform environments of the store are created."""

SEVERAL = "platforms"
"""A file that exists there if they are created on several: then shells let Python activate them."""


def other(environment: Environment) -> str:
    """Return the platform that `environment` was created on, "" if that is this one, or nothing tells it."""
    platform = environment.config.get(KEY)
    return "" if platform == PLATFORM else platform


def expect_this(environment: Environment) -> None:
    """Raise OtherPlatform if `environment` was created on another platform."""
    if other(environment):
        raise errors.OtherPlatform(environment.name, other(environment), PLATFORM)


def note(store: Store) -> None:
    """Note that an environment of `store` is created on this platform, if that can be written."""
    platform = reading.text(store.own(FILE))
    try:
        if platform != PLATFORM:
            writing.replace_text(store.own(SEVERAL if platform else FILE), PLATFORM)
    except OSError:
        pass
