"""A Ray job whose workers run the Python of a packed environment.

Pack an environment in which ray and humanize are installed, as a zip, which holds no links:

    envarium pack jobs -o jobs.zip
    python3 examples/ray/job.py jobs.zip

The driver's Python needs the same versions of Ray and Python as the environment. Ray unpacks the zip for the workers
of each host, and starts them there.
"""

import os
import sys

import ray


@ray.remote
def describe(number):
    """Return the number in words, and the prefix of the Python that wrote them."""
    import humanize  # only the environment has it, so the driver must not import it

    return humanize.intword(number), sys.prefix


def main(archive):
    environment = {"working_dir": os.path.abspath(archive), "py_executable": "./bin/python"}
    ray.init(runtime_env=environment)  # a cluster of this machine, or the one at RAY_ADDRESS
    rows = ray.get([describe.remote(10**power) for power in range(3, 15)])
    for prefix in sorted({prefix for _, prefix in rows}):
        print("ray:", prefix)
    print("ray:", ", ".join(words for words, _ in rows))


if __name__ == "__main__":
    main(sys.argv[1])
