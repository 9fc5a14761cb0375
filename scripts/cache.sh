# What tests get once and keep, below $TALLYMAN_TEST_CACHE (else /var/cache/tallyman-test): sourced by the scripts that get it,
# which have a function say.

cache=${TALLYMAN_TEST_CACHE:-/var/cache/tallyman-test}

# Runs in other checkouts share the cache: one after the other builds there, until this shell ends.
lock_cache() { mkdir -p "$cache" && exec 9>"$cache/lock" && flock 9; }

# begin NAME: makes $at, an empty place to make NAME in
begin() {
    at=$cache/building/$1
    rm -rf "$at"
    mkdir -p "$at/bin"
}

# provide NAME VERSION PROGRAM COMMAND...: what COMMAND leaves in $at/bin, once. Prints NAME= and where PROGRAM is in there; . is
# the directory itself.
provide() {
    name=$1
    there=$cache/$1-$2
    program=$3
    shift 3
    if [ ! -d "$there" ]; then
        say "getting $name, once"
        "$@" || { say "no $name: it cannot be had here"; return; }
        mv "$at/bin" "$there" || return
    fi
    [ "$program" = . ] && echo "$name=$there" || echo "$name=$there/$program"
}

# What was only needed to build; what is built stays.
forget_sources() {
    rm -rf "$cache/building"
    if [ -d "$cache/modules" ]; then
        chmod -R u+w "$cache/modules"
        rm -rf "$cache/modules" "$cache/objects"
    fi
}
