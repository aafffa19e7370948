"""bash, zsh, dash and ksh: the statements that put a directory on PATH and take it off again."""

from __future__ import annotations

from envarium.shells.templates import dense

INCLUDE = """\
%(old)s=
[ -n "${__envarium_adopting-}" ] || %(old)s=${%(name)s-}
%(name)s=%(value)s${%(name)s+":$%(name)s"}; \\export %(name)s"""
"""With what a shell has inherited, the directory is on PATH already: it is not what was there before."""

# Leaving gives PATH back as it was, or takes the entry, $2, out of what it has become, $3: a shell parses that part,
# which is in quotes, only when it is needed. A PATH that begins with the entry twice has been given it by an editor
# too. One that names no entry twice, as zsh's `typeset -U` makes it, has lost the user's own entry: it is put at the
# end.
REMOVAL = """\
while case $3 in *"$2"*) ;; *) \\false ;; esac do
    \\set -- "$1" "$2" "${3%%%%"$2"*}:${3#*"$2"}"
    case $3 in "$2"*) ;; *) break ;; esac
    case :$%(old)s: in "$2"*) break ;; esac
done
case :$%(old)s: in *"$2"*) case $3 in *"$2"*) ;; *) \\set -- "$1" "$2" "${3%%:}$2" ;; esac ;; esac
%(name)s=${3#:}
%(name)s=${%(name)s%%:}
[ -n "$%(name)s" ] || \\unset %(name)s"""

DROP = (
    """\
if [ "${%(name)s-}" = %(value)s":$%(old)s" ]; then
    %(name)s=$%(old)s
elif [ "${%(name)s-}" != "$%(old)s" ]; then
    \\set -- "${1-}" :%(value)s: ":${%(name)s-}:"
    \\eval '"""
    + dense(REMOVAL)
    + """'
fi"""
)
