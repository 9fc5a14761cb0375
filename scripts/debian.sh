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

# The servers of this machine. An installed Debian names them in an older form than a container of Debian does.
debian_sources() {
    cat /etc/apt/sources.list.d/debian.sources 2>/dev/null || sed -nE 's/^deb (\[[^]]*\] )?([a-z]+:[^ ]+) ([^ ]+) (.*)/Types: deb\nURIs: \2\nSuites: \3\nComponents: \4\n/p' \
        /etc/apt/sources.list 2>/dev/null
}

# use_release NAME: the same servers and keys as for this machine, another release, its lists brought up to date
use_release() {
    mkdir -p "$store/state/lists/partial" "$store/cache/archives/partial" "$store/debs"
    this_release=$(. /etc/os-release && echo "$VERSION_CODENAME")
    debian_sources | sed "s/$this_release/$1/g" > "$store/debian.sources"
    [ -s "$store/debian.sources" ] || { say "the servers of Debian's packages are not known here; this machine is no Debian"; return 1; }
    own_apt apt-get update >/dev/null
}

# download PACKAGE...: what is not there yet in its newest version, into $store/debs
download() { (cd "$store/debs" && own_apt apt-get download "$@" >/dev/null); }
