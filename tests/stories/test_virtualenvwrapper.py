"""What scripts and hooks that were written for virtualenvwrapper rely on."""

from __future__ import annotations

import os

import pytest

import shells
from hooking import write

STORE = shells.ODD_STORE
"""No story here needs pip."""

HELPERS = (
    "run_hook", "get_site_packages_dir", "get_python_version", "show_workon_options", "verify_workon_home", "cd",
    "verify_workon_environment", "verify_active_environment", "verify_project_home", "initialize",
)  # fmt: skip

SCRIPT = """
source "$VIRTUALENVWRAPPER_SCRIPT" || exit
workon one
echo "$VIRTUAL_ENV"
deactivate
virtualenvwrapper_show_workon_options
type mkvirtualenv virtualenvwrapper_cd > /dev/null
"""


@pytest.mark.parametrize("mode", shells.ONCE)
@pytest.mark.parametrize("child", ["bash --norc", "bash --norc -eu", "zsh -f", "zsh -f -eu"])
def test_the_script_can_be_sourced(shell, root, child, tmp_path):
    """A child bash or zsh has the words, and every function, from the exported VIRTUALENVWRAPPER_SCRIPT."""
    shell.say("mkvenv --no-pip one; deactivate")
    (tmp_path / "script").write_text(SCRIPT, encoding="utf-8")
    output = shell.say(f"command {child} {shell.quote(str(tmp_path / 'script'))}")
    assert (output.code, output.out, output.err) == (0, f"{root}/one\none\n", "")


@pytest.mark.parametrize("mode", ["bash strict", "zsh strict"])
def test_functions_that_hooks_call(shell, root, tmp_path):
    """They do what those of virtualenvwrapper do."""
    text = [
        'echo "$(virtualenvwrapper_get_site_packages_dir)"',
        'echo "$(virtualenvwrapper_get_python_version)"',
        'echo "$VIRTUAL_ENV/$VIRTUALENVWRAPPER_ENV_BIN_DIR"',
        "virtualenvwrapper_show_workon_options",
        "virtualenvwrapper_verify_active_environment && virtualenvwrapper_verify_workon_environment one && echo yes",
    ]
    write(f"{root}/postmkvirtualenv", "\n".join(text) + "\n")
    version = shell.say("python3 -c 'import sys; print(*sys.version_info[:2], sep=\".\")'").out.strip()
    output = shell.say("mkvenv --no-pip -p python3 one")
    packages = f"{root}/one/lib/python{version}/site-packages"
    assert output.out.splitlines() == [packages, version, f"{root}/one/bin", "one", "yes"]
    write(f"{root}/one/bin/postactivate", "echo local\n")
    write(f"{root}/postactivate", "echo global\n")
    write(f"{root}/premkvirtualenv", '#!/bin/sh\necho "before $1"\n', 0o755)
    assert shell.say("virtualenvwrapper_run_hook post_activate").out == "global\nlocal\n"
    assert shell.say("virtualenvwrapper_run_hook pre_mkvirtualenv one").err == "before one\n"
    shell.say("deactivate")
    for call in ("verify_active_environment", "verify_workon_environment two", "verify_project_home"):
        output = shell.tries(f"virtualenvwrapper_{call}")
        assert (output.code, output.out) == (1, "")
        assert output.err
    shell.say("virtualenvwrapper_cd", str(tmp_path))
    assert shell.value("PWD") == str(tmp_path)
    os.rename(root, root + ".gone")
    assert shell.say("virtualenvwrapper_verify_workon_home").err.startswith(
        "NOTE: Virtual environments directory "
    )
    assert os.path.isdir(root)
    assert shell.say("virtualenvwrapper_initialize").code == 0
    for name in HELPERS:
        assert shell.say(f"type virtualenvwrapper_{name}").code == 0
