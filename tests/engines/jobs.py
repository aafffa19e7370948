"""Jobs on Spark, Dask and Ray, whose workers run the Python of a packed environment.

The environments, and the Python that they were created from, are renamed before the first job starts. `make
test-engines` runs this module; `make test` does not collect it, since it downloads the engines.
"""

from __future__ import annotations

import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import pytest

from tool import Tool

EXAMPLES = os.path.join(
    os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "examples"
)
NEEDED = {
    "spark": ("numpy", "humanize"),
    "dask": ("dask[distributed]", "humanize"),
    "ray": ("ray", "humanize"),
}
SCALES = ("thousand", "million", "billion", "trillion")
WORDS = [f"{factor}.0 {scale}" for scale in SCALES for factor in (1, 10, 100)]
PATIENCE = 300
"""Seconds that one job may take."""


@pytest.fixture(scope="session")
def place():
    """A directory on a disk: the engines take some gigabytes."""
    with tempfile.TemporaryDirectory(prefix="engines-", dir=os.environ.get("TMPDIR", "/var/tmp")) as path:
        yield os.path.realpath(path)


@pytest.fixture(scope="session")
def driver(place):
    """The Python of an environment in which Spark and Ray are installed, and nothing of what the jobs import."""
    call = _tool(f"{place}/drivers")
    call.done("create", "-p", sys.executable, "driver")
    _install(call, "driver", "pyspark", "ray")
    python = f"{place}/drivers/driver/bin/python"
    imported = subprocess.run([python, "-c", "import humanize"], capture_output=True, check=False)
    assert imported.returncode, "humanize must be in the archives alone"
    return python


@pytest.fixture(scope="session")
def archives(place):
    """The archives of three environments, which exist no more where they were, and neither does their base."""
    store, base = f"{place}/store", f"{place}/base"
    call = _tool(store)
    call.done("create", "-p", sys.executable, "--self-contained", "--no-pip", "origin")
    os.rename(f"{store}/origin/.base", base)
    (python,) = glob.glob(f"{base}/bin/python3.*[0-9]")
    for name, packages in NEEDED.items():
        call.done("create", "-p", python, name)
        _install(call, name, *packages)
        _run(call, "pack", name, "-o", _archive(place, name))
    os.rename(store, f"{place}/hidden store")
    os.rename(base, f"{place}/hidden base")
    return {name: _archive(place, name) for name in NEEDED}


def _archive(place, name):
    return f"{place}/{name}.zip" if name == "ray" else f"{place}/{name}.tar.gz"


def _tool(store):
    os.mkdir(store)
    return Tool({**os.environ, "WORKON_HOME": store, "HOME": os.path.dirname(store)})


def _install(call, name, *packages):
    """Install packages with the home directory of the user: pip has its cache there."""
    words = ("run", name, "--", "python", "-m", "pip", "-q", "install", *packages)
    _run(call, *words, HOME=os.environ["HOME"])


def _run(call, *words, **variables):
    """Run envarium for as long as it needs."""
    done = subprocess.run(
        call.command(*words), env={**call.environment, **variables},
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.fixture
def run(place):
    """A function that runs a job where PATH contains every program but Python; returns its output, by kind."""
    programs = f"{place}/programs"
    if not os.path.exists(programs):
        os.mkdir(programs)
        _link_programs(programs)
    assert not shutil.which("python3", path=programs)
    assert not shutil.which("python", path=programs)

    def start(*command, **variables):
        environment = {
            "HOME": place, "PATH": programs, "LC_ALL": "C.UTF-8", "TMPDIR": place, "SPARK_LOCAL_DIRS": place,
            "RAY_TMPDIR": place, "DASK_TEMPORARY_DIRECTORY": place, **_java(), **variables,
        }  # fmt: skip
        output = _output(command, environment, place)
        lines = [line.partition(": ") for line in output.splitlines()]
        kinds = {kind for kind, _, _ in lines if kind in ("rdd", "udf", "dask", "ray")}
        return {kind: [text for other, _, text in lines if other == kind] for kind in kinds}

    return start


def _link_programs(programs):
    """Put a link to every program on PATH into the directory `programs`, except those called python or pypy."""
    for folder in os.environ["PATH"].split(os.pathsep):
        for path in glob.glob(f"{glob.escape(folder)}/*"):
            name = os.path.basename(path)
            if not re.match("python|pypy", name) and not os.path.lexists(f"{programs}/{name}"):
                os.symlink(path, f"{programs}/{name}")


def _java():
    return {"JAVA_HOME": os.environ["JAVA_HOME"]} if os.environ.get("JAVA_HOME") else {}


def _output(command, environment, place):
    """Run a job, and return its standard output; when its time is up, it ends with all that it has started."""
    with subprocess.Popen(
        command, env=environment, cwd=place, text=True, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as job:  # fmt: skip
        try:
            output, errors = job.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(job.pid, signal.SIGKILL)
            output, errors = job.communicate()
    assert job.returncode == 0, errors[-8000:]
    return output


def _prefixes(lines):
    """Return the prefixes of the Pythons that have done a job, after looking at its result, the last of its lines."""
    assert lines[-1] == ", ".join(WORDS)
    assert len(lines) > 1
    return lines[:-1]


def test_spark(place, driver, archives, run):
    """Executors of Spark unpack the archive, and run its Python for an RDD and for a function in SQL."""
    (spark,) = glob.glob(f"{os.path.dirname(driver)}/../lib/python*/site-packages/pyspark")
    output = run(
        f"{spark}/bin/spark-submit", "--master", "local-cluster[2,1,1024]",
        "--archives", f"{archives['spark']}#env", f"{EXAMPLES}/spark/job.py",
        SPARK_HOME=spark, PYSPARK_PYTHON="./env/bin/python", PYSPARK_DRIVER_PYTHON=driver,
    )  # fmt: skip
    assert output.keys() == {"rdd", "udf"}
    for lines in output.values():
        for prefix in _prefixes(lines):
            assert re.fullmatch(r".*/work/app-[^/]*/[01]/env", prefix)


def test_dask(place, archives, run):
    """A scheduler and workers of Dask run the Python of an unpacked archive."""
    os.mkdir(f"{place}/unpacked here")
    shutil.unpack_archive(archives["dask"], f"{place}/unpacked here", filter="data")
    python = f"{place}/unpacked here/bin/python"
    output = run(python, f"{EXAMPLES}/dask/job.py")
    assert _prefixes(output["dask"]) == [f"{place}/unpacked here"]


def test_ray(place, driver, archives, run):
    """Workers of Ray run the Python of a zip that is their working directory."""
    output = run(driver, f"{EXAMPLES}/ray/job.py", archives["ray"])
    (prefix,) = _prefixes(output["ray"])
    assert "/working_dir_files/" in prefix
