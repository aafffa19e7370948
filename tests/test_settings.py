from __future__ import annotations

import os
import sys

import platformdirs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envarium import settings
from envarium.errors import BadSettings
from envarium.lanes import NeedsFullLane

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

NUMBERS = ("1", "0", "007", "+1", "1_000", "9" * 30, "9" * 5000, "1.5", "nan", "²")
TEXTS = (
    '""',
    "''",
    '"a"',
    "'a\\b'",
    '"a\\n"',
    "'''a'''",
    '"""',
    '"a" # b',
    '"a # b"',
    '"\x01"',
    '"\t"',
    '"é"',
)
PAIRS = st.builds(
    "{}{}={}{}".format,
    st.sampled_from(["a", "b", "store", "trash_days", "a.b", '"a"', "é", "1", "-"]),
    st.sampled_from(["", " ", "\t", "\u00a0", "\x0c"]),
    st.sampled_from(["", " ", "\t", "\u2003", "\x1c"]),
    st.sampled_from([*NUMBERS, *TEXTS, "true", "True", "[1]"]),
)
NOISE = st.text(
    st.sampled_from("ab_-.=\"'\\ \t#01289+x[]{},\r\x0b\x0c\x1c\x85\u2028\u00a0\ufeffé"), max_size=14
)
LINES = st.lists(st.one_of(PAIRS, NOISE))


@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]))
@example(["a = 1\x0cb = 2"], "\n")
@example(["a =\u00a01"], "\n")
def test_plain_agrees_with_toml(lines, ending):
    """Whatever the plain reader accepts, tomllib reads alike."""
    text = ending.join(lines)
    try:
        plain = settings.plain(text)
    except NeedsFullLane:
        return
    assert plain == tomllib.loads(text)
    assert [type(value) for value in plain.values()] == [
        type(value) for value in tomllib.loads(text).values()
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", {}),
        ("\n# a comment\n\n", {}),
        ('store = "/a b"', {"store": "/a b"}),
        ("store='$HOME/x'\n", {"store": "$HOME/x"}),
        ("trash_days = 30", {"trash_days": 30}),
        ("a = true\nb = false\n", {"a": True, "b": False}),
    ],
)
def test_plain_reads_what_people_write(text, said):
    """The ordinary config file needs no full TOML reader."""
    assert settings.plain(text) == said


def write(text):
    place = settings.path()
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(text.encode())


@pytest.mark.parametrize(
    "told", [None, "", "  ", "relative/config", "/some/config", "/with blank", "~/config"]
)
def test_path_is_where_platformdirs_has_it(told, home, monkeypatch):
    """The config file stands where platformdirs says, for every value of XDG_CONFIG_HOME."""
    if told is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", told)
    assert settings.path() == os.path.join(platformdirs.user_config_dir("envarium"), "config.toml")


@pytest.mark.parametrize("told", [None, ""])
def test_path_without_a_home(told, home, monkeypatch):
    """Without a usable HOME, the password database says where home is, as for platformdirs."""
    monkeypatch.setenv("HOME", told) if told is not None else monkeypatch.delenv("HOME")
    assert settings.path() == os.path.join(platformdirs.user_config_dir("envarium"), "config.toml")


def test_relative_home(home, monkeypatch):
    """A relative HOME would move the config file with the working directory, and does not count."""
    monkeypatch.delenv("HOME")
    without = settings.path()
    monkeypatch.setenv("HOME", "relative")
    assert settings.path() == without


def test_defaults_without_a_file(home):
    """No config file, every setting at its default."""
    for key, (kind, default, meaning) in settings.KEYS.items():
        assert settings.value(key) == default
        assert type(default) is kind
        assert meaning


def test_value_is_read_at_every_call(home):
    """A change of the file counts from the next call on."""
    write("trash_days = 3\n")
    assert settings.value("trash_days") == 3
    write("trash_days = 4\r\nstore = 'x'\r\n")
    assert settings.value("trash_days") == 4
    assert settings.value("store") == "x"


@pytest.mark.parametrize(
    "text",
    [
        "colour = true\n",
        "trash_days = true\n",
        'trash_days = "7"\n',
        "store = 7\n",
        "trash_days = 7\nstroe = 'x'\n",
    ],
)
def test_impossible_settings(text, home):
    """An unknown key or a value of another type is an error that names the file."""
    write(text)
    with pytest.raises(BadSettings) as error:
        settings.value("trash_days" if "trash_days" in text else "store")
    assert error.value.path == settings.path()
    assert error.value.sentence.isprintable()


def test_what_is_not_plain_needs_the_full_lane(home, fast_lane):
    """A file beyond the plain reader is left to the full lane, never guessed at."""
    write('store = """\n/x"""\n')
    with pytest.raises(NeedsFullLane):
        settings.value("store")


def test_the_full_lane_reads_all_of_toml(home):
    """In the full lane, everything that TOML can say is understood."""
    write('store = """\n/x"""\n')
    assert settings.value("store") == "/x"


def test_a_directory_in_its_place(home):
    """A config file that is a directory is an error, not a default."""
    os.makedirs(settings.path())
    with pytest.raises(BadSettings):
        settings.value("store")


def test_not_utf8(home):
    """A config file in another encoding is an error that says so."""
    os.makedirs(os.path.dirname(settings.path()))
    with open(settings.path(), "wb") as file:
        file.write(b"store = '\xff'\n")
    with pytest.raises(BadSettings, match="UTF-8"):
        settings.value("store")


def test_a_file_above_it(home):
    """A file where the config directory would be leaves the defaults."""
    (home / ".config").write_text("")
    if sys.platform != "darwin":
        assert settings.value("store") == ""


def test_unreadable(open_directory, without_powers, home, monkeypatch):
    """A config file that may not be read is an error, for the user meant something by it."""
    monkeypatch.setenv("HOME", open_directory)
    write("trash_days = 1\n")
    os.chmod(settings.path(), 0)
    assert without_powers(lambda: settings.value("trash_days")).startswith("BadSettings: ")
