#!/bin/sh
# Compiles the programs to the object file that is named, unless it is newer than all that it is made from.
set -eu
object=$1
here=$(dirname -- "$0")
sources=$here/../c
if [ -e "$object" ] && [ -z "$(find "$sources" "$here" -type f -newer "$object")" ]; then
	exit 0
fi
for need in "${CLANG:-clang}" llvm-strip; do
	command -v "$need" >/dev/null || { echo "$need is missing; on Debian: apt-get install clang llvm" >&2; exit 1; }
done
[ -e /usr/include/bpf/bpf_helpers.h ] || { echo "bpf/bpf_helpers.h is missing; on Debian: apt-get install libbpf-dev" >&2; exit 1; }
mkdir -p "$(dirname -- "$object")"
"${CLANG:-clang}" -target bpf -g -O2 -mcpu=v3 -Wall -Wextra -Werror -Wno-unused-parameter \
	-I"/usr/include/$(uname -m)-linux-gnu" -fdebug-prefix-map="$(cd "$sources" && pwd)=bpf" \
	-c "$sources/tallyman.bpf.c" -o "$object.new"
llvm-strip -g "$object.new"
mv "$object.new" "$object"
