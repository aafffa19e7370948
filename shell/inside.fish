# The functions for the active environment: fish. envarium.fish sources this file when it is first needed.
#
# Reads: VIRTUAL_ENV, and what envarium.fish reads

function __envarium_cdsitepackages
    set -l packages (__envarium_packages); or return
    __envarium_cd $packages/"$argv[1]"
end

# `ls` is the user's own function.
function __envarium_lssitepackages
    set -l packages (__envarium_packages); or return
    ls $argv $packages; or return
    test -r $packages/_virtualenv_path_extensions.pth; or return 0
    builtin printf '\n%s\n' _virtualenv_path_extensions.pth:
    while read -l line
        builtin printf '%s\n' $line
    end <$packages/_virtualenv_path_extensions.pth
end

# Prints the site-packages of the active environment. Its Python is started in /, for -c puts the working directory on
# its path, and answers apart from what else it prints.
function __envarium_packages
    __envarium_glob_packages
    or command sh -c 'cd / && exec "$@"' sh $VIRTUAL_ENV/bin/python -E -s -c \
        'import os, sysconfig; path = sysconfig.get_path("platlib")
os.write(3, path if str is bytes else os.fsencode(path))' 3>&1 >&2
end

# Prints it, if exactly one directory matches.
function __envarium_glob_packages
    set -l found $VIRTUAL_ENV/lib/python*/site-packages
    set -q found[1]; or set found $VIRTUAL_ENV/lib/pypy*/site-packages
    test (count $found) -eq 1; and builtin printf '%s\n' $found
end

function __envarium_cdproject
    set -l project (__envarium_project $VIRTUAL_ENV)
    if test -z "$project"
        __envarium_warn "No project set for "(string replace -r '^.*/' '' -- $VIRTUAL_ENV) \
            'setvirtualenvproject associates it with this directory'
        return 1
    end
    if not test -d $project
        set -l linked (__envarium_linked '')
        test "$linked" -ef $VIRTUAL_ENV; and __envarium_plan workon -c .; and return
    end
    __envarium_go $project
end
