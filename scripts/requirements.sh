# What a command needs of this machine: sourced by ./tallyman and ./test. Messages go to stderr.

say() { printf 'tallyman: %s\n' "$*" >&2; }

# otherwise Maven writes terminal escapes at its end, also into a pipe
export MAVEN_OPTS="${MAVEN_OPTS:-} -Djansi.noreset=true"

# need PACKAGE TEST...: notes the Debian package as missing if the test fails
missing=
need() {
    package=$1
    shift
    "$@" >/dev/null 2>&1 || case " $missing " in *" $package "*) ;; *) missing="$missing $package" ;; esac
}

have() { command -v "$1"; }
have_jdk() {
    for at in "${TALLYMAN_JAVA_HOME:-}" "${JAVA_HOME:-}"; do [ -z "$at" ] || [ ! -x "$at/bin/javac" ] || return 0; done
    command -v javac
}

# java_home FEATURE: prints the home of a JDK of that version, if there is one
java_home() {
    eval "named=\${JAVA_HOME_$1:-}"
    # shellcheck disable=SC2154
    for at in "$named" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/*; do
        if [ -x "$at/bin/java" ] && grep -q "^JAVA_VERSION=\"$1[.\"]" "$at/release" 2>/dev/null; then
            echo "$at"
            return 0
        fi
    done
    return 1
}

have_library() { ldconfig -p | grep -q -F "$1" || /sbin/ldconfig -p | grep -q -F "$1"; }

need_for_build() {
    need openjdk-17-jdk-headless have_jdk
    need maven have mvn
    need clang have clang
    need llvm have llvm-strip
    need libbpf-dev test -r /usr/include/bpf/bpf_helpers.h
    need libelf-dev test -r /usr/include/libelf.h
    need zlib1g-dev test -r /usr/include/zlib.h
    need libc6-dev test -r /usr/lib/x86_64-linux-gnu/libc.a
}

need_for_tests() {
    need docker.io have dockerd
    need containerd have containerd
    need podman have podman
    need runc have runc
    need conmon have conmon
    need busybox-static test -x /bin/busybox
    need procps have ps
    need iproute2 have ip
    need bpftool test -x /usr/sbin/bpftool
    need gcc have gcc
    need mount have mount
    need qemu-system-x86 have qemu-system-x86_64
    need cpio have cpio
    need kmod have depmod
    need git have git
    need unzip have unzip
    need binutils have ar
    need openssl have openssl
    need rsyslog have rsyslogd
    need rsyslog-openssl test -r /usr/lib/x86_64-linux-gnu/rsyslog/lmnsd_ossl.so
    need systemd test -x /lib/systemd/systemd-journald
}

# heavy tests alone need these
need_for_packages() {
    need mmdebstrap have mmdebstrap
    need lintian have lintian
    need systemd have systemd-analyze
    need binutils have strip
}

# Installs the missing packages with apt. Without root or apt, names them and fails.
install_missing() {
    [ -n "$missing" ] || return 0
    if ! command -v apt-get >/dev/null; then
        say "missing here, by their Debian names:$missing; install them with this system's package manager"
        return 1
    fi
    if [ "$(id -u)" != 0 ]; then
        say "missing:$missing; as root: apt-get install$missing"
        return 1
    fi
    say "installing with apt:$missing"
    # words: names of packages
    # shellcheck disable=SC2086
    apt_install $missing && missing=
}

apt_install() {
    # a container image may have no package lists or outdated ones; the services of packages are not to start
    DEBIAN_FRONTEND=noninteractive; export DEBIAN_FRONTEND
    { RUNLEVEL=1 apt-get -q -y --no-install-recommends install "$@" >/dev/null 2>&1; } ||
    { apt-get -q update >&2 && RUNLEVEL=1 apt-get -q -y --no-install-recommends install "$@" >&2; } ||
    { say "apt could not install: $*"; return 1; }
}

# mount_missing TYPE DIRECTORY: mounts a file system if nothing is mounted there yet
mounted=
mount_missing() {
    if [ -d "$2" ] && ! mountpoint -q "$2" && mount -t "$1" "$1" "$2" 2>/dev/null; then
        mounted="$2 $mounted"
    fi
}

unmount_again() {
    # $mounted is a list of words
    for at in $mounted; do umount "$at"; done
    mounted=
}
