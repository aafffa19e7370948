# Loads the integration into the bash or zsh that sources it, as virtualenvwrapper.sh does: VIRTUALENVWRAPPER_SCRIPT
# names this file, also in children of a fish.

__envarium_shell="${BASH_SOURCE[0]:-${0}}"
__envarium_shell="${__envarium_shell%/*}"
# installed, this file is in PREFIX/lib/pythonX.Y/site-packages/envarium/shell/
if [ -x "${__envarium_shell}/../../../../../bin/envarium" ]; then
    __envarium_init="${__envarium_shell}/../../../../../bin/envarium"
else
    __envarium_init=envarium
fi
__envarium_init="$("${__envarium_init}" init "${ZSH_VERSION:+zsh}${BASH_VERSION:+bash}")" || \return
\eval "${__envarium_init}"
\unset __envarium_init
__envarium_load_hooks
