# A Go, and commands built from modules of the Go module proxy: sourced after debian.sh and cache.sh.

go=

# Finds a Go that can fetch the toolchain that a module wants. Debian 12 has none: Debian 13's is unpacked beside the cache.
find_go() {
    if command -v go >/dev/null && go version | grep -q -E 'go1\.(2[1-9]|[3-9][0-9])'; then
        go=go
        return 0
    fi
    go=$cache/go/usr/lib/go-1.24/bin/go
    [ -x "$go" ] && return 0
    store=$cache/debian13
    mkdir -p "$cache/go"
    use_release trixie && download golang-1.24-go golang-1.24-src || return 1
    for package in "$store"/debs/golang-1.24-*.deb; do dpkg -x "$package" "$cache/go" || return 1; done
    rm -rf "$store"
    # the package has links to the source's own directory below /usr/share
    ln -sfn "$cache/go/usr/share/go-1.24/src" "$cache/go/usr/lib/go-1.24/src"
    ln -sfn "$cache/go/usr/share/go-1.24/test" "$cache/go/usr/lib/go-1.24/test"
    [ -x "$go" ]
}

# with_go DIRECTORY COMMAND...: a command that runs Go, behind all other work
with_go() (
    cd "$1" || exit 1
    shift
    export GOTOOLCHAIN=auto GOMODCACHE="$cache/modules" GOCACHE="$cache/objects" CGO_ENABLED=0
    exec nice -n 15 "$@"
)

# go_in DIRECTORY ARGUMENTS...: Go itself
go_in() {
    directory=$1
    shift
    with_go "$directory" "$go" "$@"
}

# in_module NAME PACKAGE@VERSION...: an empty module that needs these commands
in_module() {
    begin "$1"
    shift
    echo "module tallyman.test" >"$at/go.mod"
    go_in "$at" get -tool "$@" >"$at/log" 2>&1 || { tail -n 2 "$at/log" >&2; return 1; }
}
