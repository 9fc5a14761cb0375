# Packages of another Debian release than this machine's, from this machine's own servers: sourced with $store, the directory
# of an apt state and cache of its own. The packages of this machine stay as they are.

# own_apt COMMAND ARGUMENTS...: apt-get or apt-cache for that release
own_apt() {
    command=$1
    shift
    "$command" -q -o Dir::State="$store/state" -o Dir::State::status=/dev/null -o Dir::Cache="$store/cache" \
        -o Dir::Etc::sourcelist="$store/debian.sources" -o Dir::Etc::sourceparts=/dev/null \
        -o APT::Sandbox::User=root "$@"
}

# use_release NAME: the same servers and keys as for this machine, another release, its lists brought up to date
use_release() {
    mkdir -p "$store/state/lists/partial" "$store/cache/archives/partial" "$store/debs"
    this_release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    cat /etc/apt/sources.list.d/*.sources | sed "s/$this_release/$1/g" > "$store/debian.sources" || return 1
    own_apt apt-get update >/dev/null
}

# download PACKAGE...: what is not there yet in its newest version, into $store/debs
download() { (cd "$store/debs" && own_apt apt-get download "$@" >/dev/null); }
