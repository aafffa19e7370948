"""Environments as tools lay them out, made by hand: what they have on the disk, and nothing to be installed."""

from __future__ import annotations

import json
import os

from trees import plant, write

HOOK = "get_env_details"


def configured(path, *lines):
    """Make an environment with these further lines in its pyvenv.cfg; return its path."""
    plant(path)
    with open(f"{path}/pyvenv.cfg", "a", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)
    return path


def old_virtualenv(path, version="2.7"):
    """Make what virtualenv made before 20.0, without a pyvenv.cfg; return its path."""
    write(f"{path}/lib/python{version}/orig-prefix.txt", "/usr")
    write(f"{path}/bin/activate")
    os.symlink("/usr/bin/python3", f"{path}/bin/python")
    return path


def conda(path, version="3.12.4"):
    """Make what conda and micromamba make; return its path."""
    write(f"{path}/conda-meta/history")
    if version:
        write(f"{path}/conda-meta/python-{version}-h123_0_cpython.json", json.dumps({"name": "python"}))
        write(f"{path}/conda-meta/python-dateutil-2.9.0-pyhd8.json", "{}")
        write(f"{path}/bin/python")
        os.chmod(f"{path}/bin/python", 0o755)
    return path


def homes(home):
    """Make an environment of each tool below `home`; return their paths, and of each its tool, project and name."""
    web = f"{home}/src/web"
    write(f"{web}/pyproject.toml")
    write(f"{home}/src/flask/Pipfile")
    write(f"{home}/src/api/poetry.lock")
    write(f"{home}/src/api/pyproject.toml")
    write(f"{home}/src/lib/.pdm-python")
    write(f"{home}/src/lib/pyproject.toml")
    data = f"{home}/.local/share"
    expected = {
        configured(f"{web}/.venv"): ("venv", web, "web"),
        configured(f"{home}/plain"): ("venv", "", "plain"),
        configured(f"{home}/src/api/.venv", "virtualenv = 20.26"): ("poetry", f"{home}/src/api", "api"),
        configured(f"{home}/src/lib/.venv"): ("pdm", f"{home}/src/lib", "lib"),
        configured(f"{home}/src/flask/.venv", "virtualenv = 20"): ("pipenv", f"{home}/src/flask", "flask"),
        configured(f"{web}/.tox/py312", "virtualenv = 20.26"): ("tox", web, "web-py312"),
        configured(f"{web}/.nox/lint", "virtualenv = 20.26"): ("nox", web, "web-lint"),
        configured(f"{home}/.cache/pypoetry/virtualenvs/web-x1Yz_9-q-py3.12", "virtualenv = 20"): (
            "poetry", web, "web",
        ),
        configured(f"{data}/virtualenvs/site-AbCd_123", "virtualenv = 20"): ("pipenv", web, "site"),
        configured(f"{data}/hatch/env/virtual/web/Ab1_cD2-/web", "virtualenv = 20"): ("hatch", "", "web"),
        configured(f"{data}/hatch/env/virtual/web/Ab1_cD2-/docs", "virtualenv = 20"): ("hatch", "", "web-docs"),
        configured(f"{data}/pdm/venvs/web-Ab1_cD2e-3.12"): ("pdm", "", "web"),
        configured(f"{data}/pipx/venvs/black"): ("pipx", "", "black"),
        configured(f"{data}/uv/tools/ruff", "uv = 0.5.0"): ("uv", "", "ruff"),
        configured(f"{home}/.cache/uv/archive-v0/a1B2", "uv = 0.5.0"): ("uv", "", "a1B2"),
        configured(f"{home}/.cache/pre-commit/repoab12/py_env-python3", "virtualenv = 20"): (
            "pre-commit", "", "py_env-python3",
        ),
        configured(f"{home}/.pyenv/versions/3.12.1/envs/old-web"): ("pyenv", "", "old-web"),
        configured(f"{home}/wrapped/one", "virtualenv = 20"): ("virtualenvwrapper", web, "one"),
        configured(f"{home}/made", "envarium = 1.0"): ("envarium", "", "made"),
        configured(f"{home}/quick", "uv = 0.5.0"): ("uv", "", "quick"),
        old_virtualenv(f"{home}/legacy"): ("virtualenv", "", "legacy"),
        conda(f"{home}/miniconda3", "3.11.9"): ("conda", "", "miniconda3"),
        conda(f"{home}/miniconda3/envs/science"): ("conda", "", "science"),
        conda(f"{web}/.pixi/envs/default"): ("pixi", web, "web-default"),
    }  # fmt: skip
    write(f"{home}/wrapped/{HOOK}")
    write(f"{home}/wrapped/one/.project", web + "\n")
    write(f"{data}/virtualenvs/site-AbCd_123/.project", web)
    write(f"{home}/.cache/pypoetry/virtualenvs/web-x1Yz_9-q-py3.12/lib/python3.12/site-packages/web.pth", web)
    return expected
