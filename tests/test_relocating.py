"""How paths in files are found and replaced: in texts, launchers and RECORD."""

from __future__ import annotations

import ast
import base64
import hashlib
import json
import os
import shlex
import shutil
import subprocess
import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from envarium.relocating import languages, launchers, records
from envarium.relocating.digest import entry
from envarium.relocating.spelling import Move, Rewriter
from evil import ACCEPTED

OLD, NEW = "/home/me/.virtualenvs/old", "/home/me/.virtualenvs/new"


def rewrite(text, language=languages.TEXT, old=OLD, new=NEW):
    return os.fsdecode(Rewriter((Move(old, new),)).text(os.fsencode(text), language))


WHOLE = (
    "{}", "{}/bin", "'{}'", '"{}"', "a={}", "a:{}:b", "{}:{}", " {} ", "({})", "{}, and", "{}.", "{}\n{}",
    "-I{}/include",
    "-L{}", "cc -B{}", "--prefix={}", "[{}]", "<{}>", "{};", "file://{}", "file://{}#egg=x", "git+file://{}/src",
    "x\\n{}",
    "{}\\n", "{}?", "{}!", "`{}`", "{} - {}",
)  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_whole_paths_are_rewritten(text):
    """The old path is replaced wherever it is a whole path or the start of one."""
    assert rewrite(text.replace("{}", OLD)) == text.replace("{}", NEW)


OTHER = (
    "{}er", "{}2", "{}_x", "{}-dev", "{}.bak", "{}+x", "{}~1", "{}@x", "{}é", "{}%20x", "{}\\ x", "{}\\u00e9",
    "/backup{}", "x{}", "..{}", "~{}", "${HOME}{}", "$(dirname){}", "%s{}", "/{}", "http:/{}", "-{}", "-II{}", "é{}",
    "{}'\\''s", "{}'\"'\"'s", "{}\\'s",
)  # fmt: skip


@pytest.mark.parametrize("text", OTHER)
def test_other_paths_stay(text):
    """A longer name, and a path that only ends like the old path, are not changed."""
    assert rewrite(text.replace("{}", OLD)) == text.replace("{}", OLD)


def test_neighbours_stay(tmp_path):
    """Names that continue with a space or quote are recognised by the existing siblings."""
    for name in ("old", "old one", "old's"):
        (tmp_path / name).mkdir()
    text = f"{tmp_path}/old one/bin {tmp_path}/old two {tmp_path}/old's/x {tmp_path}/old"
    new = rewrite(text, old=f"{tmp_path}/old", new=f"{tmp_path}/new")
    assert new == f"{tmp_path}/old one/bin {tmp_path}/new two {tmp_path}/old's/x {tmp_path}/new"


def test_replacements_are_not_rewritten_again():
    """A new name that begins with the old one and a space is inserted once."""
    assert rewrite(f"{OLD} {OLD}/x", new=OLD + " x") == f"{OLD} x {OLD} x/x"


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=12).map(
    lambda name: "".join(c for c in name if c.isprintable() or c == " ") or "x"
)
PATHS = st.one_of(NAMES, st.sampled_from(sorted(ACCEPTED.values()))).map(lambda name: "/a store/" + name)


@given(PATHS, PATHS, st.booleans())
def test_json(old, new, ascii_only):
    """A JSON file contains the new path, whether or not non-ASCII characters are escaped in it."""
    text = json.dumps({"argv": [old + "/bin/python", old]}, ensure_ascii=ascii_only)
    assert json.loads(rewrite(text, languages.JSON, old, new)) == {"argv": [new + "/bin/python", new]}


@given(PATHS, PATHS, st.sampled_from([repr, ascii]))
def test_python(old, new, literal):
    """A Python literal contains the new path, with any quotes."""
    text = f"MAPPING = {{'x': {literal(old + '/src')}, {literal(old)}: 1}}"
    assert ast.literal_eval(rewrite(text, languages.PYTHON, old, new)[10:]) == {"x": new + "/src", new: 1}


@given(PATHS, PATHS, st.booleans())
def test_urls(old, new, lax):
    """A file URL contains the new path, with all permitted escapes or only the necessary ones."""
    safe = "/!$&'()*+,:;=@[]|~" if lax else "/"
    url = "file://" + urllib.parse.quote(old + "/src", safe=safe)
    result = rewrite(json.dumps({"url": url}), languages.JSON, old, new)
    assert urllib.parse.unquote(json.loads(result)["url"]) == f"file://{new}/src"
    assert json.loads(result)["url"].isascii()


@given(PATHS, PATHS)
def test_shell_words(old, new):
    """A path quoted by shlex is parsed by it as the new path."""
    result = rewrite(f"VIRTUAL_ENV={shlex.quote(old)}\n", languages.SH, old, new)
    assert shlex.split(result) == [f"VIRTUAL_ENV={new}"]
    result = rewrite(f"cd {shlex.quote(old + '/bin')} && ls", languages.SH, old, new)
    assert shlex.split(result)[1] == new + "/bin"


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh", "fish"])
def test_shells_read_the_new_path(shell):
    """A path without quotes, in single quotes or in double quotes is quoted correctly afterwards."""
    program = shutil.which(shell)
    assert program, f"{shell} is missing"
    language = languages.FISH if shell == "fish" else languages.SH
    for name in ACCEPTED.values():
        new = "/a store/" + name
        script = "".join(
            f"printf '%s\\n' {word}\n" for word in (OLD, f"'{OLD}'", f'"{OLD}"', f'x"{OLD}/bin"')
        )
        script = rewrite(script, language, new=new)
        output = subprocess.run([program, "-c", script], capture_output=True, text=True, check=True).stdout
        assert output == f"{new}\n{new}\n{new}\nx{new}/bin\n"


LONG = "/" + "/".join(["directory"] * 20)


def shebang(text, old=OLD, new=NEW):
    head, rest = launchers.rewrite(os.fsencode(text), Rewriter((Move(old, new),)))
    return os.fsdecode(head), os.fsdecode(rest)


def test_plain_shebangs():
    """A shebang gets the interpreter's new path and keeps its arguments; other shebangs are not changed."""
    assert shebang(f"#!{OLD}/bin/python\nrest") == (f"#!{NEW}/bin/python\n", "rest")
    assert shebang(f"#! {OLD}/bin/python3.12 -E -s\nrest") == (f"#!{NEW}/bin/python3.12 -E -s\n", "rest")
    for other in (
        f"#!{OLD}er/bin/python\nx",
        "#!/bin/sh\nx",
        f"#!/usr/bin/env {OLD}/bin/python\nx",
        "text\n",
    ):
        assert shebang(other) == ("", other)


@pytest.mark.parametrize("new", ["/a b", "/it's", '/"so"', "/$HOME", "/a\\b", "/`x` '\"'", LONG], ids=str)
def test_launchers_run(new, tmp_path):
    """A launcher whose interpreter cannot be in a shebang is started by sh, gets its arguments, and can move back."""
    old, new = f"{tmp_path}/old", f"{tmp_path}{new}"
    os.makedirs(new + "/bin")
    with open(f"{new}/bin/python-x", "w", encoding="utf-8") as file:
        file.write('#!/bin/sh\nexec python3 "$@"\n')
    os.chmod(f"{new}/bin/python-x", 0o755)
    body = "# -*- coding: utf-8 -*-\nimport sys\nprint(sys.argv[1:])\n"
    head, rest = shebang(f"#!{old}/bin/python-x -s\n{body}", old, new)
    script = tmp_path / "script"
    script.write_text(head + rest)
    script.chmod(0o755)
    output = subprocess.check_output([script, "a b", "$x"], text=True)
    assert ast.literal_eval(output) == ["a b", "$x"]
    head, rest = shebang(head + rest, new, f"{tmp_path}/old")
    assert f"{tmp_path}/old/bin/python-x" in head
    assert rest == body


def test_foreign_trampolines(tmp_path):
    """The launchers of pip, distlib and uv are rewritten: in double quotes, in single quotes, without quotes."""
    for quoted in ('"{}/bin/python"', "'{}/bin/python'", "{}/bin/python"):
        text = f"#!/bin/sh\n'''exec' {quoted.format(OLD)} \"$0\" \"$@\"\n' '''\nrest"
        head, rest = shebang(text)
        assert (head, rest) == (f"#!/bin/sh\n'''exec' '{NEW}/bin/python' \"$0\" \"$@\"\n' '''\n", "rest")
    old = "/a 'b' $c"
    path = old.replace("'", "'\"'\"'")
    head, _ = shebang(f"#!/bin/sh\n'''exec' '{path}/bin/python' -E \"$0\" \"$@\"\n' '''\nrest", old)
    assert head == f"#!/bin/sh\n'''exec' '{NEW}/bin/python' -E \"$0\" \"$@\"\n' '''\n"
    relocatable = (
        '#!/bin/sh\n\'\'\'exec\' "$(dirname -- "$(realpath -- "$0")")"/python "$0" "$@"\n\' \'\'\'\n'
    )
    assert shebang(relocatable) == ("", relocatable)


def test_records():
    """RECORD gets the hashes and sizes of rewritten files; entries without a hash stay without one."""
    content = (
        b"../../../bin/thing,sha256=old,10\r\n../../../bin/pip,,\r\n"
        b'"odd,name.py",sha256=odd,3\r\nthing/__init__.py,sha256=same,5\r\nthing-1.dist-info/RECORD,,\r\n'
    )
    files = dict.fromkeys(("bin/thing", "bin/pip", "lib/py/site/odd,name.py"), b"new")
    new = records.update(content, "lib/py/site/thing-1.dist-info/RECORD", files, Rewriter((Move(OLD, NEW),)))
    digest = base64.urlsafe_b64encode(hashlib.sha256(b"new").digest()).rstrip(b"=")
    assert entry(b"new") == b"sha256=" + digest + b",3"
    expected = content.replace(b"sha256=old,10", entry(b"new")).replace(b"sha256=odd,3", entry(b"new"))
    assert new == expected


def test_absolute_paths_in_records():
    """An absolute path in RECORD is rewritten, and quoted if necessary."""
    content = os.fsencode(f"{OLD}/share/x,sha256=old,1\n")
    rewriter = Rewriter((Move(OLD, "/a,b/new"),))
    new = records.update(content, "lib/s/x.dist-info/RECORD", {"share/x": b"x"}, rewriter)
    assert new == b'"/a,b/new/share/x",' + entry(b"x") + b"\n"
