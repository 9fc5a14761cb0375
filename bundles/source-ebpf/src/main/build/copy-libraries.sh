#!/bin/sh
# Puts this machine's libbpf, and what it needs, into the named directory, with their licences: targets need none.
set -eu
target=$1
. "$(dirname -- "$0")/../../../../../scripts/debian-parts.sh"
# a machine without libelf's static library keeps its shared one, and what is built runs on as new a C library as its own
mkdir -p "$target"
for name in libz.so.1 libelf.so.1 libbpf.so.1; do
	found=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p | awk -v n="$name" '$1 == n && /x86-64/ { print $NF; exit }')
	if [ -z "$found" ]; then
		echo "$name is missing; on Debian: apt-get install libbpf1 libelf1 zlib1g" >&2
		exit 1
	fi
	if [ "$name" = libelf.so.1 ] && [ -e "$(dirname -- "$found")/libelf.a" ]; then
		"$(dirname -- "$0")/relink-libelf.sh" "$found" "$target/$name"
	else
		cmp -s "$found" "$target/$name" || cp -L -- "$found" "$target/$name"
	fi
done
rm -f "$target/packages"
note_installed "$target" zlib1g libz.so.1
note_installed "$target" libelf1 libelf.so.1
note_installed "$target" libbpf1 libbpf.so.1
