"""The page of the reference on JSON output, from the schemas that are shipped."""

from __future__ import annotations

import json
import os

SCHEMAS = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "src/envarium/schemas")

INTRODUCTION = """# JSON output

These commands print JSON with `--json`, for scripts. Each section lists the keys; for programs there is a
[JSON Schema](https://json-schema.org) of each in the installed package, `envarium/schemas/COMMAND.json`.

What is printed is the list or object itself. The version of its format is at the end of the `$id` of the schema,
such as `urn:envarium:json:list:1`. Within one version keys may be added, but none is removed or renamed, and none
changes its type or meaning; a change of that kind increases the version, and the changelog names it. A script
should therefore ignore keys that it does not know. Texts are not translated; those that are sentences, such as
`problem` and `what`, may change at any time, while `id` and `level` do not.

Everything is escaped to ASCII. Other messages go to standard error, and the exit code is the same as without
`--json`.
"""


def page(made: str) -> str:
    """Return the page; `made` is its first line."""
    names = sorted(name.removesuffix(".json") for name in os.listdir(SCHEMAS))
    return made + INTRODUCTION + "".join(map(_section, names))


def _section(name: str) -> str:
    with open(f"{SCHEMAS}/{name}.json", encoding="utf-8") as file:
        schema = json.load(file)
    is_list = schema["type"] == "array"
    row = schema["items"] if is_list else schema
    parts = [
        f"\n## {name}\n\n{schema['title']}: {'a list of objects' if is_list else 'an object'}. `{schema['$id']}`\n"
    ]
    for choice in row.get("anyOf", [row]):
        title = f"\nObjects {choice['title']}:\n" if "anyOf" in row else ""
        parts.append(title + "\n| key | type | meaning |\n| --- | --- | --- |\n" + "".join(_rows(choice)))
    return "".join(parts)


def _rows(schema: dict, before: str = "") -> list[str]:
    """Return a line for each key of the object that `schema` describes, and for those of objects in it."""
    lines = []
    for key, value in schema.get("properties", {}).items():
        optional = "" if key in schema["required"] else ", may be missing"
        meaning = value.get("description", "")
        lines.append(f"| `{before}{key}` | {_type(value)}{optional} | {meaning} |\n")
        inner = value.get("items", value)
        lines += _rows(inner, f"{before}{key}{'[]' if 'items' in value else ''}.")
    return lines


def _type(value: dict) -> str:
    if "enum" in value:
        return "one of " + ", ".join(f"`{choice}`" for choice in value["enum"])
    kind = value["type"]
    if kind == "array":
        return f"list of {_type(value['items'])}s"
    if kind == "object" and "properties" not in value and "additionalProperties" in value:
        return f"object, each value: {_type(value['additionalProperties'])}"
    return kind if isinstance(kind, str) else " or ".join(kind)
