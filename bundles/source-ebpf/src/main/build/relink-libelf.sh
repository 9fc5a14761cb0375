#!/bin/sh
# relink-libelf.sh LIBELF TARGET: makes a libelf of Debian's static one that runs on older C libraries than this machine's.
# Debian's shared libelf asks for glibc 2.33 because of fstat alone. The names and versions of what it exports stay the same.
set -eu
shared=$1
target=$2
here=$(dirname -- "$0")
archive=$(dirname -- "$shared")/libelf.a
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
readelf --dyn-syms -W "$shared" | sed -n 's/.* \([a-z0-9_]*\)@@\([A-Z0-9_.]*\)$/\2 \1/p' | sort |
	awk '$1 != version { if (version) print "};"; version = $1; print version, "{" } { print "\t" $2 ";" }
		END { print "};\nOTHERS { local: *; };" }' > "$work/versions"
cp "$archive" "$work/libelf.a"
ar d "$work/libelf.a" elf_error.o
clang -shared -fPIC -O2 -s -Wall -Wextra -Werror -D_GNU_SOURCE -o "$work/libelf.so.1" "$here/libelf.c" \
	-Wl,-soname,libelf.so.1 -Wl,--version-script,"$work/versions" -Wl,-Bsymbolic -Wl,-z,relro,-z,now \
	-Wl,--whole-archive "$work/libelf.a" -Wl,--no-whole-archive -lz
cmp -s "$work/libelf.so.1" "$target" || cp "$work/libelf.so.1" "$target"
