"""Lock files of environments, as pip and uv find the packages again."""

from __future__ import annotations

import hashlib
import os
import shlex

import projects
from wheels import commit, lock, wheel


def test_packages_of_an_index(tool, links, store):
    """A lock has the files and hashes of the index; it shows what was requested, and how to create it again."""
    assert tool("create", "env", "-i", "one", "--prompt", "a b").returncode == 0
    assert tool("set", "env", "PLAIN=a\nb", "TOKEN=hidden", "--path-prepend", "/opt/x").returncode == 0
    exported = tool("export", "env")
    assert exported.returncode == 0, exported.stderr
    assert "hidden" not in exported.stdout
    assert "TOKEN" in exported.stderr
    packages, table = lock(exported.stdout)
    assert list(packages) == ["one", "two"]
    for name, version in (("one", "1.0"), ("two", "2.0")):
        file = links / f"{name}-{version}-py3-none-any.whl"
        assert packages[name]["version"] == version
        (locked,) = packages[name]["wheels"]
        assert locked["path"] == str(file)
        assert locked["hashes"] == {"sha256": hashlib.sha256(file.read_bytes()).hexdigest()}
    assert table["requested"] == ["one"]
    assert table["variables"] == {"PLAIN": "a\nb"}
    assert (table["secrets"], table["path-prepend"], table["prompt"]) == (["TOKEN"], ["/opt/x"], "a b")
    assert (table["strategy"], table["seeds"][0][:5]) == ("pyvenv.cfg", "pip==")
    assert tool("create", "again", "-p", table["python"]).returncode == 0


def test_a_package_that_the_index_lost(tool, links, tmp_path):
    """It is named, and nothing is written unless that is asked for; a requirements file needs no index."""
    assert tool("create", "env", "-i", "one").returncode == 0
    os.unlink(links / "two-2.0-py3-none-any.whl")
    refused = tool("export", "env", "-o", f"{tmp_path}/pylock.toml")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert [line.partition(":")[0] for line in refused.stderr.splitlines()] == [
        "cannot lock two",
        "envarium",
        "hint",
    ]
    assert not os.path.exists(tmp_path / "pylock.toml")
    packages, table = lock(tool("export", "env", "--skip-missing").stdout)
    assert (list(packages), table["missing"]) == (["one"], ["two"])
    lines = tool("export", "env", "--requirements").stdout.splitlines()
    assert [line for line in lines if line[0] != "#"] == ["one==1.0", "two==2.0"]


def test_directories_and_repositories(with_pip, links, tmp_path):
    """An editable install, a repository and a local archive are locked by their places, below the lock's own or not."""
    editable = projects.write(tmp_path / "e d", "mine")
    repository = projects.write(tmp_path / "r d", "mine")
    identifier = commit(repository)
    file = wheel(tmp_path, "three")
    url = f"mine @ git+file://{str(repository).replace(' ', '%20')}"
    for name, words in (("ed", ("install", "ed", file)), ("vcs", ("install", "vcs", url))):
        assert with_pip("create", name).returncode == 0
        assert with_pip(*words).returncode == 0
    assert with_pip("run", "ed", "--", "python", "-m", "pip", "install", "-e", str(editable)).returncode == 0
    packages, table = lock(with_pip("export", "ed", cwd=tmp_path).stdout)
    assert packages["mine"]["directory"] == {"path": "e d", "editable": True}
    assert packages["three"]["archive"]["path"] == "three-1.0-py3-none-any.whl"
    assert table["requested"] == ["mine", "three"]
    packages, _ = lock(with_pip("export", "vcs", cwd=links).stdout)
    vcs = packages["mine"]["vcs"]
    assert (vcs["type"], vcs["commit-id"]) == ("git", identifier)
    assert vcs["url"].replace("%20", " ") == f"file://{repository}"
    os.unlink(file)
    os.rename(editable, tmp_path / "moved")
    for option in ((), ("--requirements",), ("--environment-yml",)):
        refused = with_pip("export", "ed", *option)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert {"cannot lock mine", "cannot lock three"} <= {
            line.partition(":")[0] for line in refused.stderr.splitlines()
        }


def test_the_file(with_pip, tmp_path):
    """An existing file is replaced only with --force, and by a whole one; nothing but a file is."""
    assert with_pip("create", "env").returncode == 0
    target = tmp_path / "pylock.toml"
    assert with_pip("export", "env", "-o", str(target)).returncode == 0
    assert lock(target.read_text(encoding="utf-8"))[0] == {}
    target.write_text("mine", encoding="utf-8")
    with_pip.refused("export", "env", "-o", str(target))
    with_pip.refused("export", "env", "--force", "-o", "/dev/null")
    with_pip.refused("export", "env", "-o", f"{tmp_path}/none/pylock.toml")
    with_pip.refused("export", "env", "--requirements", "--environment-yml", code=2)
    with_pip.refused("export", "none")
    with_pip.refused("export")
    assert target.read_text(encoding="utf-8") == "mine"
    assert with_pip("export", "env", "--force", "-o", str(target)).returncode == 0
    assert target.read_text(encoding="utf-8") != "mine"
    assert sorted(os.listdir(tmp_path)) == ["home", "index", "pylock.toml"]


def test_a_requirement_is_one_line(with_pip, tmp_path, store):
    """A hostile path of an editable install becomes no option of pip, and no variable is read in it."""
    assert with_pip("create", "env", "--no-pip").returncode == 0
    place = projects.write(tmp_path / "x\n--index-url $HOME 'y", "mine")
    (site,) = (os.path.join(store.root, "env", "lib", name) for name in os.listdir(f"{store.root}/env/lib"))
    about = f"{site}/site-packages/mine-1.0.dist-info"
    os.mkdir(about)
    with open(f"{about}/METADATA", "w", encoding="utf-8") as file:
        file.write("Metadata-Version: 2.1\nName: mine\nVersion: 1.0\n")
    quoted = str(place).replace("\n", "%0A").replace("$", "%24").replace(" ", "%20")
    with open(f"{about}/direct_url.json", "w", encoding="utf-8") as file:
        file.write(f'{{"url": "file://{quoted}", "dir_info": {{"editable": true}}}}')
    lines = with_pip("export", "env", "--requirements").stdout.splitlines()
    assert [shlex.split(line)[0] for line in lines if line[0] != "#"] == ["-e"]
    assert "$" not in lines[-1]
    assert " " not in lines[-1].removeprefix("-e ")
    packages, _ = lock(with_pip("export", "env").stdout)
    assert packages["mine"]["directory"]["path"] == str(place)


def test_an_environment_on_another(with_pip, store):
    """What it sees of the other one belongs to it."""
    assert with_pip("create", "base", "-i", "one").returncode == 0
    assert with_pip("create", "env", "--on", "base").returncode == 0
    lines = with_pip("export", "env", "--requirements").stdout.splitlines()
    assert [line for line in lines if line[0] != "#"] == ["one==1.0", "two==2.0"]
    os.rename(store.path("base"), store.path("away"))
    refused = with_pip("export", "env")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert '"env" is on "base", which does not exist' in refused.stderr
