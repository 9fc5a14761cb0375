#!/bin/sh
# compile.sh DIRECTORY: the launcher, static, so that it runs on any Linux and in an image without a C library of its own
set -eu
here=$(dirname -- "$0")
. "$here/../../../../scripts/debian-parts.sh"
mkdir -p "$1"
clang -std=gnu11 -O2 -static -s -Wall -Wextra -Werror -D_GNU_SOURCE -o "$1/tallyman" "$here"/*.c
rm -f "$1-parts/packages"
note_installed "$1-parts" libc6-dev bin/tallyman
