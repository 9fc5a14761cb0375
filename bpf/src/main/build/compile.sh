#!/bin/sh
# compile.sh OBJECT [FLAG...]: compiles the programs to the object file, unless it is newer than all that it is made from.
set -eu
case $1 in /*) object=$1 ;; *) object=$PWD/$1 ;; esac
shift
here=$(cd "$(dirname -- "$0")" && pwd)
sources=$(cd "$here/../c" && pwd)
if [ -e "$object" ] && [ -z "$(find "$sources" "$here" -type f -newer "$object")" ]; then
	exit 0
fi
for need in "${CLANG:-clang}" llvm-strip; do
	command -v "$need" >/dev/null || { echo "$need is missing; on Debian: apt-get install clang llvm" >&2; exit 1; }
done
[ -e /usr/include/bpf/bpf_helpers.h ] || { echo "bpf/bpf_helpers.h is missing; on Debian: apt-get install libbpf-dev" >&2; exit 1; }
mkdir -p "$(dirname -- "$object")"
# The object names its source files, also in .BTF.ext. So that it is the same bytes wherever the checkout lies, the files are
# named absolutely and renamed, and no directory of the build is recorded.
"${CLANG:-clang}" -target bpf -g -O2 -mcpu=v3 -Wall -Wextra -Werror -Wno-unused-parameter \
	-I"/usr/include/$(uname -m)-linux-gnu" -fdebug-prefix-map="$sources=bpf" -fdebug-compilation-dir=. "$@" \
	-c "$sources/tallyman.bpf.c" -o "$object.new"
llvm-strip -g "$object.new"
mv "$object.new" "$object"
