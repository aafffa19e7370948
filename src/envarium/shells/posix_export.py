"""bash, zsh, dash and ksh: the statements for a variable that the user may have set, of any kind.

The old value is kept behind one character: `x` if it was exported, `u` if it was not. It is empty if the variable was
not set, and `-` if it is read-only or no text: then it stays as it is. Only bash and dash fork for that, and only where
the variable is set already. A shell that was started inside the environment inherits the value: it is none of its own.
"""

from __future__ import annotations

EXPORT = """\
%(old)s=
if [ -z "${%(name)s+x}" ]; then \\:
elif [ -n "${__envarium_adopting-}" ] && [ "$%(name)s" = %(value)s ]; then \\:
elif [ -n "${ZSH_VERSION-}" ]; then
    \\eval 'case ${(t)%(name)s} in
        *readonly* | [!s]*) %(old)s=- ;;
        *export*) %(old)s=x$%(name)s ;;
        *) %(old)s=u$%(name)s ;;
    esac'
elif [ -n "${BASH_VERSION-}" ]; then
    case "$(\\declare -p %(name)s)" in
        "declare -x "*) %(old)s=x$%(name)s ;;
        "declare -- "*) %(old)s=u$%(name)s ;;
        *) %(old)s=- ;;
    esac
else
    case "$(\\export -p)" in
        *" %(name)s="*) %(old)s=x$%(name)s ;;
        *) %(old)s=u$%(name)s ;;
    esac
fi
if [ "$%(old)s" != - ]; then \\export %(name)s=%(value)s
else \\printf '%%s\\n' 'envarium: %(name)s is not set: in this shell it is read-only or not text' >&2; fi"""

REVERT = """\
case ${%(old)s-} in
    -) ;;
    '') \\unset %(name)s ;;
    *)
        if [ -n "${ZSH_VERSION-}" ]; then \\typeset -g +x %(name)s; else \\unset %(name)s; fi
        %(name)s=${%(old)s#?}
        case $%(old)s in x*) \\export %(name)s ;; esac
        ;;
esac"""
