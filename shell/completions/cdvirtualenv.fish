# What cdvirtualenv completes to in fish: the directories inside the active environment. No process is started.
#
# Reads: VIRTUAL_ENV

function __venvarium_inside
    test -n "$VIRTUAL_ENV"; or return
    set -l typed (string unescape -- (commandline -ct) | string match -r '^.*/')
    set -l paths $VIRTUAL_ENV/"$typed"*/
    set -q paths[1]; and string replace -- $VIRTUAL_ENV/ '' $paths
end

complete -c cdvirtualenv -f -a '(__venvarium_inside)'
