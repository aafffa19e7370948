"""bash, zsh, dash and ksh: the statements that put a directory on PATH and take it off again."""

from __future__ import annotations

from envarium.shells.templates import dense

INCLUDE = """\
%(old)s=
[ -n "${__envarium_adopting-}" ] || %(old)s=${%(name)s-}
%(name)s=%(value)s${%(name)s+":$%(name)s"}; \\export %(name)s"""
"""With what a shell has inherited, the directory is on PATH already: it is not what was there before."""

# Leaving gives PATH back as it was, or takes the entry out of what it has become: a shell parses that part, which is in
# quotes, only when it is needed. A PATH that begins with the entry twice has been given it by an editor too. One that
# names no entry twice, as zsh's `typeset -U` makes it, has lost the user's own entry: it is put at the end.
REMOVAL = """\
__envarium_rest=:${%(name)s-}:
while case $__envarium_rest in *"$__envarium_entry"*) ;; *) \\false ;; esac do
    __envarium_rest=${__envarium_rest%%%%"$__envarium_entry"*}:${__envarium_rest#*"$__envarium_entry"}
    case $__envarium_rest in "$__envarium_entry"*) ;; *) break ;; esac
    case :$%(old)s: in "$__envarium_entry"*) break ;; esac
done
case :$%(old)s: in *"$__envarium_entry"*)
    case $__envarium_rest in
        *"$__envarium_entry"*) ;;
        *) __envarium_rest=${__envarium_rest%%:}$__envarium_entry ;;
    esac
esac
__envarium_rest=${__envarium_rest#:}
%(name)s=${__envarium_rest%%:}
[ -n "$%(name)s" ] || \\unset %(name)s
\\unset __envarium_rest __envarium_entry"""

DROP = (
    """\
if [ "${%(name)s-}" = %(value)s":$%(old)s" ]; then
    %(name)s=$%(old)s
elif [ "${%(name)s-}" != "$%(old)s" ]; then
    __envarium_entry=:%(value)s:
    \\eval '"""
    + dense(REMOVAL)
    + """'
fi"""
)
