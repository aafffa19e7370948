"""A damaged image is built again, and a changed file in an environment is found."""

from __future__ import annotations

import glob
import os
import shutil

import pytest

from seeded import HERE, pip, root, site
from tool import open_text
from trees import write

OTHER = 12345 if os.getuid() == 0 else -1
"""Another user, where files can be given away."""


def replace(path, text):
    """Write over a file in place that may not be written to, and leave its permissions."""
    mode = os.stat(path).st_mode
    os.chmod(path, 0o644)
    write(path, text)
    os.chmod(path, mode)


def append(path):
    os.chmod(path, 0o644)
    with open(path, "a", encoding="utf-8") as file:
        file.write("more")


DAMAGES = {
    "no pointer": ("*.image", os.unlink),
    "empty pointer": ("*.image", lambda path: write(path, "")),
    "nonsense in the pointer": ("*.image", lambda path: write(path, "\udcff\0image = ../../..\n")),
    "pointer to nothing": ("*.image", lambda path: rewrite(path, "image = ", "image = gone-")),
    "no manifest": ("*/manifest", os.unlink),
    "empty manifest": ("*/manifest", lambda path: write(path, "")),
    "manifest cut short": ("*/manifest", lambda path: os.truncate(path, os.stat(path).st_size - 20)),
    "manifest of another format": (
        "*/manifest",
        lambda path: rewrite(path, "envarium image", "other image"),
    ),
    "a file is gone": ("*/tree/pip/_vendor/vendor.txt", os.unlink),
    "a file is empty": ("*/tree/pip/_vendor/vendor.txt", lambda path: replace(path, "")),
    "a file was appended to": ("*/tree/pip/_vendor/vendor.txt", lambda path: append(path)),
    "a file of the same size": (
        "*/tree/pip/_vendor/vendor.txt",
        lambda path: replace(path, open_text(path).upper()),
    ),
    "permissions": ("*/tree/pip/_vendor/vendor.txt", lambda path: os.chmod(path, 0o400)),
    "another owner": ("*/tree/pip/_vendor/vendor.txt", lambda path: os.chown(path, OTHER, -1)),
    "no image": ("*/manifest", lambda path: shutil.rmtree(os.path.dirname(path))),
}


def rewrite(path, old, new):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    assert old in text
    write(path, text.replace(old, new))


@pytest.mark.parametrize("label", DAMAGES)
def test_a_damaged_image_is_made_again(label, maker):
    """What is missing or damaged in the cache is made again, and the environment is as good as any."""
    pattern, damage = DAMAGES[label]
    for path in glob.glob(f"{glob.escape(root(maker))}/.envarium/seeds/{pattern}"):
        damage(path)
    maker.done("create", *HERE, "after " + label)
    assert pip(maker, "after " + label, "--version").startswith("pip ")
    assert whole_site(maker, "after " + label) == whole_site(maker, "first")


@pytest.mark.parametrize("label", ["a file is empty", "a file was appended to", "another owner"])
def test_what_changes_in_one_environment_is_noticed_in_the_others(label, maker):
    """A file of pip that changed in place has changed elsewhere too: new ones get an intact one; doctor reports it."""
    if label == "another owner" and OTHER < 0:
        pytest.skip("only root can give files to others")
    names = [f"{label} {number}" for number in range(3)]
    for name in names[:2]:
        maker.done("create", *HERE, name)
    file = "pip/_vendor/vendor.txt"
    whole = open_text(f"{site(maker, names[0])}/{file}")
    os.chmod(f"{site(maker, names[0])}/{file}", 0o644)
    DAMAGES[label][1](f"{site(maker, names[0])}/{file}")
    maker.done("create", *HERE, names[2])
    assert open_text(f"{site(maker, names[2])}/{file}") == whole
    assert os.stat(f"{site(maker, names[2])}/{file}").st_uid == os.getuid()
    assert maker("doctor", names[2]).returncode == 0
    assert "vendor.txt is not as installed" in maker("doctor", names[1]).stdout
    maker.done("repair", names[1])
    assert open_text(f"{site(maker, names[1])}/{file}") == whole
    assert maker("doctor", names[1]).returncode == 0


def whole_site(tool, name):
    """Return the files below site-packages, by their paths in it."""
    top = site(tool, name)
    return sorted(
        os.path.relpath(os.path.join(folder, one), top) for folder, _, names in os.walk(top) for one in names
    )
