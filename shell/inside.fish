# The words that work inside the active environment: fish. venvarium.fish sources it when it is first asked.
#
# Reads: VIRTUAL_ENV, and what venvarium.fish reads

function __venvarium_cdsitepackages
    set -l packages (__venvarium_packages); or return
    builtin cd -- $packages/"$argv[1]"
end

# `ls` is the user's own function.
function __venvarium_lssitepackages
    set -l packages (__venvarium_packages); or return
    ls $argv $packages; or return
    test -r $packages/_virtualenv_path_extensions.pth; or return 0
    builtin printf '\n%s\n' _virtualenv_path_extensions.pth:
    while read -l line
        builtin printf '%s\n' $line
    end <$packages/_virtualenv_path_extensions.pth
end

# Prints the site-packages of the active environment.
function __venvarium_packages
    __venvarium_glob_packages
    or command $VIRTUAL_ENV/bin/python -c 'import sysconfig; print(sysconfig.get_path("platlib"))'
end

# Prints it, if there is one directory that looks so.
function __venvarium_glob_packages
    set -l found $VIRTUAL_ENV/lib/python*/site-packages
    set -q found[1]; or set found $VIRTUAL_ENV/lib/pypy*/site-packages
    test (count $found) -eq 1; and builtin printf '%s\n' $found
end

function __venvarium_cdproject
    set -l project (__venvarium_project $VIRTUAL_ENV)
    if test -z "$project"
        __venvarium_warn "No project set for "(string replace -r '^.*/' '' -- $VIRTUAL_ENV) \
            'setvirtualenvproject ties it to this directory'
        return 1
    end
    __venvarium_go $project
end
