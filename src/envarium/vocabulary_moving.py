"""The commands that keep, compare and move environments; `vocabulary` joins them to its table."""

from __future__ import annotations

from envarium.command_line import Argument, Command, Option, Switch
from envarium.vocabulary_terms import ARCHIVES, AS_JSON, CHANGE, NAME_OR_ACTIVE

COMMANDS = (
    Command(
        "kernel",
        CHANGE,
        "Let Jupyter start notebooks in an environment.",
        arguments=(NAME_OR_ACTIVE,),
        switches=(Switch("delete", ("-d", "--delete"), "remove the kernel instead"),),
        details="It installs ipykernel into the environment, and registers a kernel with its name for the user's Jupyter. mkvenv --kernel does the same for a new one.",
    ),
    Command(
        "snapshot",
        ARCHIVES,
        "Take a snapshot of an environment, to which rollback returns.",
        arguments=(
            NAME_OR_ACTIVE,
            Argument("label", "a name for the snapshot, besides its number", required=False),
        ),
        details="Files that installers only replace are shared with the environment; all others are copied.",
    ),
    Command(
        "snapshots",
        ARCHIVES,
        "List snapshots, or delete some.",
        arguments=(Argument("name", "only those of this environment", required=False, completes="names"),),
        options=(
            Option("delete", ("--delete",), "SNAPSHOT", "delete this snapshot permanently; may be repeated", many=True, completes="snapshots"),
        ),
        switches=(AS_JSON,),
        details="A snapshot is written by its label, its number, or NAME@SNAPSHOT.",
    ),
    Command(
        "rollback",
        ARCHIVES,
        "Return an environment to a snapshot.",
        arguments=(
            NAME_OR_ACTIVE,
            Argument("snapshot", "its label, its number, or NAME@SNAPSHOT for another environment's (default: the latest)", required=False, completes="snapshots"),
        ),
        switches=(
            Switch("dry_run", ("--dry-run",), "only show what would change"),
            Switch("force", ("-f", "--force"), "return to it even if files in it have changed"),
        ),
        details="The state before becomes a snapshot, so that a second rollback undoes the first. A removed environment is created again.",
    ),
    Command(
        "history",
        ARCHIVES,
        "Show what was installed into an environment, when, and by whom.",
        arguments=(NAME_OR_ACTIVE,),
        switches=(AS_JSON,),
        details="It shows what envarium has created, installed and removed. What pip or uv do by themselves is not recorded.",
    ),
    Command(
        "diff",
        ARCHIVES,
        "Compare the packages of environments, snapshots and lock files.",
        arguments=(
            Argument("one", "an environment, NAME@SNAPSHOT, a lock file, or the path of an environment", completes="states"),
            Argument("other", "what to compare it with (default: compare the latest snapshot with the environment)", required=False, completes="states"),
        ),
        switches=(
            Switch("files", ("--files",), "also compare the files"),
            Switch("exit_code", ("--exit-code",), "exit with 1 if there are differences"),
            AS_JSON,
        ),
        details="Lock files are all files that envarium create --from reads, and other locks in TOML. A line begins with + for what is added, with - for what is removed.",
    ),
    Command(
        "export",
        ARCHIVES,
        "Write what an environment consists of, as a lock file.",
        arguments=(NAME_OR_ACTIVE,),
        options=(Option("output", ("-o", "--output"), "FILE", "write to this file (default: standard output)", completes="files"),),
        switches=(
            Switch("requirements", ("--requirements",), "write a requirements file with exact versions instead of a pylock.toml"),
            Switch("environment_yml", ("--environment-yml",), "write an environment.yml for conda instead, whose packages pip installs"),
            Switch("skip_missing", ("--skip-missing",), "report packages that cannot be locked, and write the others"),
            Switch("force", ("-f", "--force"), "replace the file if it exists"),
        ),
        details="The files of the packages, with their hashes, are looked up in the package index: with uv if it is on PATH, for every platform; else with pip, for this one. envarium create --from FILE creates it again.",
    ),
    Command(
        "pack",
        ARCHIVES,
        "Pack an environment into an archive, to be unpacked at any path.",
        arguments=(Argument("names", "the environment's name (default: the active one); several for a directory", required=False, many=True, completes="names"),),
        options=(
            Option("output", ("-o", "--output"), "FILE", "the archive: .tar.gz, .tar.zst, .zip or .squashfs (default: NAME.tar.gz), or a directory in which equal files are stored once", completes="files"),
            Option("exclude", ("--exclude",), "PATTERN", "leave out the files of this package, or those whose path in the environment matches, such as 'share/*'; may be repeated", many=True, completes="packages"),
            Option("only", ("--only",), "PACKAGE", "leave out all packages but this one and those that it requires; may be repeated", many=True, completes="packages"),
        ),
        switches=(
            Switch("all", ("--all",), "pack every environment into a directory, and print the digest of each"),
            Switch("strip", ("--strip",), "leave out the tests of packages, and caches"),
            Switch("no_python", ("--no-python",), "leave its Python out, for machines that have the same version"),
            Switch("force", ("-f", "--force"), "replace the file if it exists"),
        ),
        details="Its Python is packed too, whatever its strategy is. The environment is not changed; packing it again writes the same bytes. A plain tar or unzip unpacks it, too.",
    ),
    Command(
        "unpack",
        ARCHIVES,
        "Unpack an archive of an environment into the store.",
        arguments=(
            Argument("archive", "the archive: of envarium pack, or of another tool, or DIRECTORY@sha256:DIGEST", completes="files"),
            Argument("name", "the environment's name (default: the one that it was packed under)", required=False),
        ),
        switches=(
            Switch("any_size", ("--any-size",), "accept an archive that contains a hundred times its own size and more"),
            Switch("shared", ("--shared",), "unpack it once for all processes of this machine, which only read it, and print its path"),
        ),
        details="Its files are checked against the hashes in it. An archive of another tool is repaired, for which its Python is started.",
    ),
)  # fmt: skip
