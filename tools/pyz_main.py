"""The start of envarium.pyz, which says under any Python, however old, what it needs."""

import sys

if sys.platform == "win32":
    sys.exit("envarium: Windows is not supported; use envarium in WSL, the Windows Subsystem for Linux")
if sys.version_info < (3, 10):  # noqa: UP036 - an older Python may be the only one that the user has
    sys.exit(
        "envarium: it needs Python 3.10 or later, and this is Python "
        + sys.version.split()[0]
        + "\nhint: python3.12 envarium.pyz setup, for example"
    )

import pyz_install  # older Pythons cannot read it

sys.exit(pyz_install.main(sys.argv[1:]))
