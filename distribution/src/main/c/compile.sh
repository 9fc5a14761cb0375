#!/bin/sh
# compile.sh DIRECTORY: the launcher, static, so that it runs on any Linux and in an image without a C library of its own
set -eu
here=$(dirname -- "$0")
mkdir -p "$1"
clang -std=gnu11 -O2 -static -s -Wall -Wextra -Werror -D_GNU_SOURCE -o "$1/tallyman" "$here"/*.c
