# Packages of the Debian release that has OpenJDK 25: sourced by build, behind scripts/debian.sh.

release=trixie
# the last one has the licence of those before it
libraries="libc6 zlib1g libgcc-s1 libstdc++6 gcc-14-base"
jdk_packages="openjdk-25-jre-headless openjdk-25-jdk-headless"
store=${TALLYMAN_IMAGE_CACHE:-/var/cache/tallyman-image}

# Builds in other checkouts share the store.
fetch_packages() {
    mkdir -p "$store"
    exec 8>"$store/lock"
    flock 8
    use_release "$release"
    # two lists of words
    # shellcheck disable=SC2086
    download $libraries $jdk_packages
    exec 8>&-
}

# newest PACKAGE: the file of its newest version
newest() { find "$store/debs" -name "$1_*.deb" -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2; }

# unpack DIRECTORY PACKAGE...: the newest version of each
unpack() {
    to=$1
    shift
    for package; do
        dpkg-deb -x "$(newest "$package")" "$to"
    done
    for link in lib lib64 bin sbin; do
        [ -d "$to/usr/$link" ] && [ ! -e "$to/$link" ] && ln -s "usr/$link" "$to/$link"
    done
    return 0
}
