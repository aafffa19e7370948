"""A Dask job whose scheduler and workers run the Python of an unpacked environment.

Unpack an environment in which dask[distributed] and humanize are installed, and run this file with its Python:

    envarium pack jobs -o jobs.tar.gz
    mkdir env && tar -xzf jobs.tar.gz -C env
    env/bin/python examples/dask/job.py

Nothing else is needed: the client, the scheduler and two workers are four processes of that one Python. On a cluster,
unpack the archive on each host, and start the same two commands there instead of calling start().
"""

import subprocess
import sys
import tempfile

from dask.distributed import Client


def describe(number):
    """Return the number in words, and the prefix of the Python that wrote them."""
    import humanize

    return humanize.intword(number), sys.prefix


def start(python, *command):
    """Start a command of Dask with the Python at that path."""
    return subprocess.Popen([python, "-m", "dask", *command])


def main():
    python = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    with tempfile.TemporaryDirectory() as directory:
        address = f"{directory}/scheduler.json"  # the scheduler writes its address there, and the workers wait for it
        worker = ("worker", "--scheduler-file", address, "--nthreads", "1", "--no-dashboard")
        processes = [start(python, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", address)]
        processes += [start(python, *worker) for _ in range(2)]
        try:
            with Client(scheduler_file=address, timeout="60s") as client:
                client.wait_for_workers(2, timeout=60)
                rows = client.gather(client.map(describe, [10**power for power in range(3, 15)], pure=False))
        finally:
            for process in reversed(processes):
                process.terminate()
                process.wait()
    for prefix in sorted({prefix for _, prefix in rows}):
        print("dask:", prefix)
    print("dask:", ", ".join(words for words, _ in rows))


if __name__ == "__main__":
    main()
