"""What is asked of a creator: everything about the environment to be, decided before anything exists."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from envarium.creator.create import Strategy
    from envarium.creator.image import Image
    from envarium.interpreters.facts import Facts


class Request:
    """An environment wanted at `place`, made from the interpreter `python`.

    `seeds` are the images to put in, `files` further files (path inside the environment to text) of which those in
    `executables` may be run, `prompt` the label if it is not the name, and `system_site` says whether the base's own
    packages are seen. `strategies` are the names of those that may serve, the one wanted most first, and `chosen` is
    the one that does. `reserve` is where a tree of `seeds` may stand ready ("": nowhere).
    """

    __slots__ = (
        "chosen", "executables", "files", "place", "prompt", "python", "reserve", "seeds", "strategies", "system_site",
    )  # fmt: skip

    def __init__(self, place: str, python: Facts, *, prompt: str = "", system_site: bool = False) -> None:
        self.place = place
        self.python = python
        self.prompt = prompt
        self.system_site = system_site
        self.strategies: tuple[str, ...] = ("pyvenv.cfg",)
        self.chosen: Strategy | None = None
        self.seeds: tuple[Image, ...] = ()
        self.reserve = ""
        self.files: dict[str, str] = {}
        self.executables: set[str] = set()
