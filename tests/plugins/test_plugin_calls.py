"""How plugins are called, and what happens if they fail."""

from __future__ import annotations

import os
import subprocess
import sys

from plugging import SAYS
from tool import SOURCE
from trees import plant


def test_order(own, install):
    """First the hooks that are started, then plugins, then those that answer: all in the store, with the arguments."""
    groups = {
        "envarium.pre_activate": "second = plugin_order:says",
        "virtualenvwrapper.pre_activate": "first = plugin_order:says",
        "virtualenvwrapper.pre_activate_source": "the code = plugin_order:answers",
    }
    install("order", groups, SAYS)
    place = plant(f"{own.store}/x")
    with open(f"{place}/bin/preactivate", "w", encoding="utf-8") as file:
        file.write("#!/bin/sh\necho hook\n")
    os.chmod(f"{place}/bin/preactivate", 0o755)
    says = f"says ['x'] {own.store} {own.store} {own.store}\n"
    code = "# the code\nanswered=x\nexport answered\n"
    assert own.asks("bash", "hook", "pre_activate", "x")[:2] == (code, "hook\n" + says * 2)
    done = own("hook", "pre_activate", "x")
    assert (done.stdout, done.stderr) == ("hook\n" + says * 2 + code, "")
    assert own.asks("zsh", "hook", "--source", "pre_activate", "x")[:2] == (code, "")


def test_answers(own, install):
    """What plugins return is printed below their names, except None and ""; fish gets the code for fish."""
    lines = "one = plugin_answers:answers\ntwo = plugin_answers:nothing\nthree = plugin_answers:empty"
    groups = {
        "virtualenvwrapper.post_deactivate_source": lines,
        "envarium.post_deactivate_source": "four = plugin_answers:answers",
        "envarium.post_deactivate_source_fish": "five = plugin_answers:answers_fish",
    }
    install("answers", groups, SAYS)
    code = "# one\nanswered=x\nexport answered\n# four\nanswered=x\nexport answered\n"
    assert own.asks("bash", "hook", "post_deactivate", "x")[:2] == (code, "")
    fish = own.asks("fish", "hook", "post_deactivate", "x")[0]
    assert fish == "# five\nset -gx answered fish\n"
    for shell, text in (("bash", code), ("zsh", code), ("fish", fish)):
        output = own.tool.start([shell, "-c", f"{text}\nenv"]).stdout.splitlines()
        assert f"answered={'fish' if shell == 'fish' else 'x'}" in output


FAILS = """
    import sys
    def says(arguments):
        print("still here")
    def answers(arguments):
        return "true"
    def raises(arguments):
        raise ValueError("two\\nlines \\x1b[31m")
    def leaves(arguments):
        sys.exit(7)
"""


def test_failures(own, install):
    """A plugin that fails, in any way, is reported in one line; the others are called, and the exit code is 0."""
    lines = "\n".join(
        (
            "raising = plugin_fails:raises",
            "leaving = plugin_fails:leaves",
            "missing = plugin_fails:missing",
            "absent = plugin_absent:says",
            "well = plugin_fails:says",
        )
    )
    groups = {
        "virtualenvwrapper.pre_rmvirtualenv": lines,
        "virtualenvwrapper.pre_rmvirtualenv_source": "raising = plugin_fails:raises\nwell = plugin_fails:answers",
    }
    install("fails", groups, FAILS)
    out, err, _ = own.asks("bash", "hook", "pre_rmvirtualenv", "x")
    assert out == "# well\ntrue\n"
    *failed, well, raised = err.splitlines()
    assert well == "still here"
    assert raised == failed[0] == 'envarium: the plugin "raising" failed: ValueError: two\\nlines \\x1b[31m'
    assert failed[1] == 'envarium: the plugin "leaving" failed: SystemExit: 7'
    assert failed[2].startswith('envarium: the plugin "missing" failed: AttributeError: ')
    assert failed[3].startswith('envarium: the plugin "absent" failed: ModuleNotFoundError: ')
    plant(f"{own.store}/x")
    done = own("remove", "x")
    assert (done.returncode, done.stdout) == (0, "Removing x...\nstill here\n")
    assert done.stderr.count("failed: ") == 4
    assert not os.path.exists(f"{own.store}/x")


def test_interrupted(own, install):
    """Ctrl-C in a plugin ends the command as it ends any."""
    install(
        "slow",
        {"envarium.get_env_details": "slow = plugin_slow:says"},
        "def says(arguments): raise KeyboardInterrupt",
    )
    plant(f"{own.store}/x")
    assert own("show", "x").returncode == 130


def test_inside(own, install):
    """Plugins that print details of an environment see what its hooks see."""
    source = """
    import os
    def says(arguments):
        print(arguments, os.getcwd(), os.environ["VIRTUAL_ENV"], os.environ["PATH"].split(":")[0])
    """
    install("inside", {"envarium.get_env_details": "inside = plugin_inside:says"}, source)
    x, y = (plant(f"{own.store}/{name}") for name in "xy")
    output = [f"['{name}'] {own.store} {place} {place}/bin" for name, place in (("x", x), ("y", y))]
    assert own("show", "x").stdout.splitlines()[-1] == output[0]
    assert [line for line in own("list", "--long").stdout.splitlines() if line[:1] == "["] == output


def test_damaged_packages(own, install):
    """Entry points that cannot be read are reported; those of other packages, named or not, are used."""
    install(
        "well", {"envarium.post_activate": "well = plugin_well:says"}, "def says(arguments): print('well')"
    )
    broken, nameless = (f"{own.packages}/plugin_{kind}-1.dist-info" for kind in ("broken", "nameless"))
    for place in (broken, nameless):
        os.mkdir(place)
    try:
        with open(f"{broken}/METADATA", "w", encoding="utf-8") as file:
            file.write("Metadata-Version: 2.1\nName: plugin_broken\nVersion: 1\n")
        with open(f"{broken}/entry_points.txt", "wb") as file:
            file.write(b"[envarium.post_activate]\n\xff\xfe = what\n")
        out, err, _ = own.asks("bash", "hook", "post_activate")
    finally:
        for place in (broken, nameless):
            subprocess.run(["rm", "-r", place], check=True)
    assert out == ""
    *output, well = err.splitlines()
    assert well == "well"
    assert len(output) == 1
    assert output[0].startswith('envarium: the entry points of "plugin-broken" cannot be read: ')


def test_a_package_that_is_installed_twice(tmp_path):
    """Plugins are those of the package that is imported, also if that one has none."""
    entries = {
        "one/plugin_twice": "post",
        "two/plugin_twice": "pre",
        "one/plugin_gone": "",
        "two/plugin.gone": "initialize",
    }
    for path, event in entries.items():
        info = tmp_path / f"{path}-1.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {os.path.basename(path)}\nVersion: 1\n")
        if event:
            (info / "entry_points.txt").write_text(f"[envarium.{event}]\nplugin = plugin:function\n")
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]; from envarium.hooks import plugins; "
        "print([plugins.offer(event) for event in ('post', 'pre', 'initialize')])"
    )
    child = [sys.executable, "-c", code, tmp_path / "one", tmp_path / "two"]
    assert subprocess.check_output(child, text=True, cwd=SOURCE) == "[True, False, False]\n"


def test_virtualenvwrappers_own(own, install):
    """The plugins that virtualenvwrapper brings along do what envarium does already: they are left out."""
    groups = {
        "virtualenvwrapper.initialize": "user_scripts = virtualenvwrapper.user_scripts:initialize",
        "virtualenvwrapper.pre_activate": "project = virtualenvwrapper.project:pre_activate\nown = plugin_theirs:says",
    }
    install("theirs", groups, "def says(arguments): print('own')")
    assert own.asks("bash", "hook", "initialize")[1] == ""
    plant(f"{own.store}/x")
    assert own.asks("bash", "hook", "pre_activate", "x")[1] == "own\n"
    assert own.listed().splitlines()[1] == " pre_activate "


TEMPLATES = '''
    """Templates."""
    import os
    def one(arguments):
        """Fill it with one file.

        And more."""
        name, directory = arguments
        print("filling", name, os.getcwd())
        open(os.path.join(directory, "one"), "w").close()
    def two(arguments):
        raise RuntimeError("no")
'''


ASK = """
import json, os, sys
from envarium.hooks import plugins
before = os.getcwd(), dict(os.environ)
print(json.dumps(plugins.templates()))
for name in ("one", "two", "three"):
    plugins.apply_template(sys.argv[1], name, "proj", sys.argv[2])
print((os.getcwd(), dict(os.environ)) == before)
"""


def test_templates(own, install, tmp_path):
    """Templates are listed with the first line of their docstrings, and called in the store, with name and directory.

    Afterwards the working directory and the variables are what they were.
    """
    groups = {
        "virtualenvwrapper.project.template": "one = plugin_tmpl:one\ngone = plugin_gone:x",
        "envarium.project.template": "two = plugin_tmpl:two",
    }
    install("tmpl", groups, TEMPLATES)
    done = own.tool.start([own.python, "-c", ASK, own.store, str(tmp_path)])
    assert done.stdout.splitlines() == [
        '{"one": "Fill it with one file.", "gone": "", "two": ""}',
        f"filling proj {own.store}",
        "True",
    ]
    assert (tmp_path / "one").exists()
    first, second = done.stderr.splitlines()
    assert first.startswith('envarium: the plugin "gone" failed: ModuleNotFoundError: ')
    assert second == 'envarium: the plugin "two" failed: RuntimeError: no'
