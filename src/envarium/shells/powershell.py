"""PowerShell.

An environment variable that is assigned $null is removed (about_Environment_Variables); old values are kept in global
variables, which no child process sees.
"""

from __future__ import annotations

from envarium.activation import plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

FILE = "activate.ps1"
EVALUATES = False

QUOTES = "'\u2018\u2019\u201a\u201b"
"""The characters that PowerShell takes for a single quote (about_Quoting_Rules, CharTraits.cs: IsSingleQuote)."""

ACTIVATOR = """\
# Activates a Python environment in PowerShell. Dot-source it; "deactivate" deactivates the environment.

if (Test-Path -LiteralPath function:deactivate) { deactivate -NonDestructive }

function global:deactivate([switch] $NonDestructive) {
    if (Test-Path -LiteralPath variable:global:__envarium_old_PATH) {
        %(undo)s
    }
    if (-not $NonDestructive) { Remove-Item -LiteralPath function:deactivate }
}

%(do)s
try { [IO.File]::SetLastWriteTime("$env:VIRTUAL_ENV/.used", [DateTime]::Now) } catch { }
"""

FORGET = "Remove-Variable -Scope Global -Name __envarium_old_%(old)s -ErrorAction SilentlyContinue"

STATEMENTS = {
    plan.SET: """\
$global:__envarium_old_%(name)s = $env:%(name)s
$env:%(name)s = %(value)s""",
    plan.UNSET: """\
$global:__envarium_old_%(name)s = $env:%(name)s
$env:%(name)s = $null""",
    plan.RESTORE: """\
$env:%(name)s = $global:__envarium_old_%(name)s
"""
    + FORGET,
    plan.PREPEND: """\
$global:__envarium_old_%(old)s = $env:%(name)s
$env:%(name)s = %(value)s + $(if ($null -ne $env:%(name)s) { [IO.Path]::PathSeparator + $env:%(name)s })""",
    plan.DROP: """\
$entries = New-Object 'Collections.Generic.List[string]'
if ($null -ne $env:%(name)s) { $entries.AddRange($env:%(name)s.Split([IO.Path]::PathSeparator)) }
[void] $entries.Remove(%(value)s)
$env:%(name)s = if ($entries.Count) { [string]::Join([IO.Path]::PathSeparator, $entries) } else { $null }
"""
    + FORGET,
    plan.LABEL: """\
if (-not $env:VIRTUAL_ENV_DISABLE_PROMPT -and (Test-Path -LiteralPath function:prompt)) {
    $global:__envarium_old_prompt = $function:prompt
    function global:prompt {
        $text = & $global:__envarium_old_prompt
        %(label)s + $text
    }
}""",
    plan.UNLABEL: """\
if (Test-Path -LiteralPath variable:global:__envarium_old_prompt) {
    if ("$function:prompt".Contains('__envarium_old_prompt')) {
        Set-Item -LiteralPath function:global:prompt -Value $global:__envarium_old_prompt
    }
    Remove-Variable -Scope Global -Name __envarium_old_prompt
}""",
    plan.CD: "Set-Location -LiteralPath %(value)s",
    plan.ACTIVATE: ". %(file)s",
}
STATEMENTS[plan.EXPORT], STATEMENTS[plan.REVERT] = STATEMENTS[plan.SET], STATEMENTS[plan.RESTORE]
STATEMENTS[plan.INCLUDE], STATEMENTS[plan.EXCLUDE] = STATEMENTS[plan.PREPEND], STATEMENTS[plan.DROP]


def quote(text: str) -> str:
    """Return `text` in single quotes, with each single quote of PowerShell's, the typographic ones too, doubled."""
    for character in QUOTES:
        text = text.replace(character, character + character)
    return "'" + text + "'"


def snippet(steps: Iterable[plan.Step]) -> str:
    """Return the statements that apply `steps`."""
    return "\n".join([STATEMENTS[step.kind] % plan.fields(step, quote, FILE) for step in steps])


def activator(steps: Iterable[plan.Step]) -> str:
    """Return the file that applies `steps` when sourced and defines `deactivate`, their inverse."""
    steps = tuple(steps)
    undo = snippet(plan.inverse(steps)).replace("\n", "\n        ")
    return ACTIVATOR % {"undo": undo, "do": snippet(steps)}
