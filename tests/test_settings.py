from __future__ import annotations

import os
import sys

import platformdirs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from envarium import config_file, settings
from envarium.errors import EnvariumError
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
    ("text", "values"),
    [
        ("", {}),
        ("\n# a comment\n\n", {}),
        ('store = "/a b"', {"store": "/a b"}),
        ("store='$HOME/x'\n", {"store": "$HOME/x"}),
        ("trash_days = 30", {"trash_days": 30}),
        ("a = true\nb = false\n", {"a": True, "b": False}),
    ],
)
def test_plain_reads_what_people_write(text, values):
    """The ordinary config file needs no full TOML reader."""
    assert settings.plain(text) == values


def write(text):
    place = settings.path()
    os.makedirs(os.path.dirname(place), exist_ok=True)
    with open(place, "wb") as file:
        file.write(text.encode())


@pytest.mark.parametrize(
    "value", [None, "", "  ", "relative/config", "/some/config", "/with blank", "~/config"]
)
def test_path_is_where_platformdirs_has_it(value, home, monkeypatch):
    """The config file is where platformdirs says, for every value of XDG_CONFIG_HOME."""
    if value is not None:
        monkeypatch.setenv("XDG_CONFIG_HOME", value)
    assert settings.path() == os.path.join(platformdirs.user_config_dir("envarium"), "config.toml")


@pytest.mark.parametrize("value", [None, ""])
def test_path_without_a_home(value, home, monkeypatch):
    """Without a usable HOME, the password database says where home is, as for platformdirs."""
    monkeypatch.setenv("HOME", value) if value is not None else monkeypatch.delenv("HOME")
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


@pytest.fixture
def reported(capsys, monkeypatch):
    """A function that reads a setting as a process of its own does, and returns what it reports."""

    def read(key):
        monkeypatch.setattr(settings, "_reported", set())
        found = settings.value(key)
        return found, capsys.readouterr().err

    return read


@pytest.mark.parametrize(
    ("text", "days", "report"),
    [
        (
            "colour = true\ntrash_days = 5\n",
            5,
            'line 1, column 1: "colour" is not a setting; known are',
        ),
        ("trash_days = true\n", 7, 'line 1, column 1: "trash_days" must be a whole number'),
        ('\n  trash_days = "7"\n', 7, 'line 2, column 3: "trash_days" must be a whole number'),
        (
            "trash_days = 5\nstroe = 'x'\n",
            5,
            'line 2, column 1: "stroe" is not a setting; did you mean "store"?',
        ),
        ("trash-days = 5\n", 7, 'did you mean "trash_days"?'),
        ("trash_days = 5\nstore = /x\n", 5, "line 2, column 9: invalid value"),
        ("store = /x\ntrash_days = 5\n", 5, "line 1, column 9: invalid value"),
        ("trash_days = 5\nstore = [\n", 5, "line 2, column 10: "),
        ("trash_days = 5\n[table]\nlink = 'no'\nx = \n", 5, "line 4, column 5: invalid value"),
    ],
)
def test_what_is_wrong_is_left_out(text, days, report, home, reported):
    """A file that is not valid stops nothing: it is reported where it is wrong, and everything else in it counts."""
    write(text)
    found, printed = reported("trash_days")
    assert found == days
    assert report in printed
    assert settings.path() in printed
    assert printed.count("envarium: ") == 1


def test_it_is_reported_once(home, reported, capsys):
    """A command reads many settings, and reports a broken file once."""
    write("colour = true\n")
    assert reported("link")[1]
    settings.value("store")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("key", settings.VARIABLES)
def test_variables_override_the_file(key, home, monkeypatch):
    """Each setting has a variable, whose value has the type of the setting, and counts before the file."""
    kind, default, _ = settings.KEYS[key]
    text = {bool: "false" if default else "true", int: "41"}.get(kind) or settings.choices(key)[-1]
    monkeypatch.setenv(settings.VARIABLES[key].name, text)
    found, source = settings.origin(key)
    assert source == f"ENVARIUM_{key.upper()}"
    assert type(found) in (kind, *map(type, settings.CHOICES.get(key, ())))
    assert found != default
    assert str(found).lower() == text
    monkeypatch.setenv(settings.VARIABLES[key].name, "")
    assert settings.origin(key) == (default, settings.BY_DEFAULT)


@pytest.mark.parametrize(
    ("key", "text", "valid"),
    [
        ("reserve", "maybe", "one of auto, true, false"), ("plain", "maybe", "true or false"),
        ("lock_wait", "-1", "whole number"), ("lock_wait", "1.5", "number"),
        ("strategy", "magic", "one of pyvenv.cfg, "), ("installer", "PIP", "one of auto, uv, pip"),
    ],
)  # fmt: skip
def test_a_variable_that_is_not_valid(key, text, valid, home, monkeypatch):
    """The message has its name, what it contains, and what it can contain."""
    monkeypatch.setenv(settings.VARIABLES[key].name, text)
    with pytest.raises(EnvariumError) as error:
        settings.value(key)
    for part in (settings.VARIABLES[key].name, valid, f'"{text}"'):
        assert part in error.value.sentence


def test_what_is_not_plain_needs_the_full_lane(home, fast_lane):
    """A file beyond the plain reader is left to the full lane, never guessed at."""
    write('store = """\n/x"""\n')
    with pytest.raises(NeedsFullLane):
        settings.value("store")


def test_the_full_lane_reads_all_of_toml(home):
    """In the full lane, everything that TOML can say is understood."""
    write('store = """\n/x"""\n')
    assert settings.value("store") == "/x"


def test_a_directory_in_its_place(home, reported):
    """A config file that is a directory is reported, and leaves the defaults."""
    os.makedirs(settings.path())
    assert reported("store")[0] == ""
    assert "directory" in reported("store")[1]


def test_not_utf8(home, reported):
    """A config file in another encoding is reported."""
    os.makedirs(os.path.dirname(settings.path()))
    with open(settings.path(), "wb") as file:
        file.write(b"store = '\xff'\n")
    assert "UTF-8" in reported("store")[1]


@pytest.mark.skipif(sys.platform == "darwin", reason="the config file is elsewhere")
def test_a_file_above_it(home):
    """A file where the config directory would be leaves the defaults."""
    (home / ".config").write_text("")
    assert settings.value("store") == ""


def test_unreadable(open_directory, without_powers, home, monkeypatch, capfd):
    """A config file that may not be read is reported: the user meant something by it."""
    monkeypatch.setenv("HOME", open_directory)
    write("trash_days = 1\n")
    os.chmod(settings.path(), 0)
    assert without_powers(lambda: settings.value("trash_days")) == "7"
    assert settings.path() in capfd.readouterr().err


def test_words_go_on(tool, home, store):
    """A broken file stops none of the words that are used all day, and each says where it is broken."""
    write("trash_days = \n")
    for words in (
        ("create", "--no-pip", "web"),
        ("list",),
        ("activate", "web", "--shell", "bash"),
        ("remove", "web"),
    ):
        done = tool(*words, WORKON_HOME=None)
        assert (done.returncode, done.stderr.count("line 1, column 14")) == (0, 1), done.stderr


def test_tables_of_a_damaged_file():
    """Where the file is not TOML, what follows a table is not a setting."""
    keys, mistake = config_file.parse("trash_days = 3\n[x]\npicker = true\nstore = [\n")
    assert (keys, mistake != "") == ({"trash_days": 3}, True)
