# Functions of virtualenvwrapper that hooks and scripts of its users call: bash and zsh. hooks.sh sources it.
#
# Reads: VIRTUAL_ENV, PROJECT_HOME, and what envarium.sh reads

# Runs the hooks of the event $1 and calls its plugins, with the rest as its arguments.
function virtualenvwrapper_run_hook {
    \builtin local __envarium_hooks __envarium_events
    __envarium_plan hook "$@" || \builtin return
    __envarium_find_hooks
    __envarium_source_hooks "$@"
}

function virtualenvwrapper_get_site_packages_dir {
    \builtin local __envarium_packages=''
    __envarium_load_insides && __envarium_need_active && __envarium_find_packages || \builtin return
    __envarium_print "${__envarium_packages}"
}

function virtualenvwrapper_get_python_version {
    \builtin local __envarium_version __envarium_minor
    __envarium_need_active || \builtin return
    __envarium_version="$("${VIRTUAL_ENV}/bin/python" -V 2>&1)" || \builtin return
    __envarium_version="${__envarium_version#* }" __envarium_minor="${__envarium_version#*.}"
    __envarium_print "${__envarium_version%%.*}.${__envarium_minor%%[!0-9]*}"
}

function virtualenvwrapper_show_workon_options { __envarium_workon; }
function virtualenvwrapper_verify_active_environment { __envarium_need_active; }
function virtualenvwrapper_initialize { __envarium_load; }
function virtualenvwrapper_cd { \builtin cd ${ZSH_VERSION:+-q} "$@" || \builtin return; }

# Creates the store if it does not exist, and says so unless $1 is -q.
function virtualenvwrapper_verify_workon_home {
    \builtin local __envarium_root=''
    __envarium_find_root || \builtin return
    [ ! -d "${__envarium_root}" ] || \builtin return 0
    [ "${1-}" = -q ] || \builtin printf '%s\n' \
        "NOTE: Virtual environments directory ${__envarium_root} does not exist. Creating..." >&2
    (\command mkdir -p -- "${__envarium_root}")
}

function virtualenvwrapper_verify_workon_environment {
    \builtin local __envarium_root=''
    __envarium_is_plain "${1-}" && __envarium_find_root && [ -r "${__envarium_root}/${1}/bin/activate" ] && \builtin return
    __envarium_warn "no environment is called \"${1-}\"" 'lsvenv lists the environments'
    \builtin return 1
}

function virtualenvwrapper_verify_project_home {
    [ -n "${PROJECT_HOME-}" ] && [ -d "${PROJECT_HOME}" ] && \builtin return
    __envarium_warn 'PROJECT_HOME is not set or not a directory' \
        'set it to an existing directory, for example: export PROJECT_HOME=~/src'
    \builtin return 1
}
