# The Java runtime of image and archive: sourced by their build scripts behind image/debian.sh, with $work and $version set.

# What the product and its plug-ins are linked with. OSGi does not notice that one is missing, so ImageIT uses each plug-in
# on this runtime: java.net.http is the webhook's, java.security.jgss and java.naming are the HTTP client's of docker-java,
# java.security.sasl is Kafka's, jdk.httpserver serves /metrics, java.xml reads the components' descriptions.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql
modules=$modules,java.xml,jdk.crypto.cryptoki,jdk.httpserver,jdk.jfr,jdk.net,jdk.unsupported

tools=$work/tools

# jlink is a program of that release and needs its C library, so it runs in a root of its own.
unpack_tools() {
    mkdir -p "$tools/proc" "$tools/tmp"
    # lists of words
    # shellcheck disable=SC2086
    unpack "$tools" $libraries $jdk_packages
    jdk=$(cd "$tools" && find usr/lib/jvm -name release -path '*25*' -printf '/%h\n' | head -n 1)
    mount -t proc proc "$tools/proc"
}

unmount_tools() {
    [ ! -d "$tools/proc/self" ] || umount "$tools/proc"
    [ ! -d "$work/trial/proc/self" ] || umount "$work/trial/proc"
}

# link_runtime DIRECTORY
link_runtime() {
    chroot "$tools" "$jdk/bin/jlink" --module-path "$jdk/jmods" --add-modules "$modules" --no-header-files --no-man-pages \
        --strip-java-debug-attributes --vm server --generate-cds-archive --output /runtime
    mkdir -p "$(dirname "$1")"
    mv "$tools/runtime" "$1"
}

# lay_libraries DIRECTORY: what the runtime is linked with
lay_libraries() {
    # a list of words
    # shellcheck disable=SC2086
    unpack "$work/libraries" $libraries
    mkdir -p "$1"
    for name in libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libresolv.so.2 libnss_files.so.2 libnss_dns.so.2 \
        libz.so.1 libgcc_s.so.1 libstdc++.so.6; do
        cp -L "$work/libraries/usr/lib/x86_64-linux-gnu/$name" "$1/"
    done
}

# What the runtime is linked with, and the few files that programs expect.
lay_base() {
    lay_libraries "$1/usr/lib/x86_64-linux-gnu"
    mkdir -p "$1/usr/lib64" "$1/usr/bin" "$1/etc" "$1/tmp" "$1/run" "$1/proc" "$1/sys" "$1/dev" "$1/var/lib/tallyman" \
        "$1/usr/share/doc"
    cp -L "$work/libraries/usr/lib64/ld-linux-x86-64.so.2" "$1/usr/lib64/"
    cp -a "$work/libraries/usr/share/doc/." "$1/usr/share/doc/"
    find "$1/usr/share/doc" -type f ! -name copyright -delete
    for link in lib lib64 bin; do ln -s "usr/$link" "$1/$link"; done
    # sockets are looked for below /var/run, and a mounted /run has them all
    ln -s /run "$1/var/run"
    chmod 1777 "$1/tmp"
    echo 'root:x:0:0:root:/root:/nonexistent' > "$1/etc/passwd"
    echo 'root:x:0:' > "$1/etc/group"
    printf 'NAME=Tallyman\nID=tallyman\nVERSION_ID=%s\nPRETTY_NAME="Tallyman %s"\n' "$version" "$version" > "$1/etc/os-release"
}

lay_product() {
    mkdir -p "$1/opt/tallyman" "$1/usr/bin"
    cp -a "$product/." "$1/opt/tallyman/"
    add_parts "$1/opt/tallyman/licenses" "$target/tallyman-image-$version.cdx.json"
    ln -s /opt/tallyman/bin/tallyman "$1/usr/bin/tallyman"
}

# repeat_sample PRODUCT FILE: the sample eight thousand times. The cache keeps profiles of methods that were called often, and
# with them the first million events of a trace cost the compiler little. A recording is one block after the other.
repeat_sample() {
    cp "$1/samples/quay.cap" "$2"
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13; do
        cat "$2" "$2" > "$2.twice"
        mv "$2.twice" "$2"
    done
}

# train BASE PRODUCT CACHE: a replay through the product makes the cache that the first start in a container uses. The cache
# is a layer of its own, because no two runs leave the same bytes.
train() {
    trial=$work/trial
    mkdir -p "$trial"
    cp -a "$1/." "$2/." "$trial/"
    set_times "$trial"
    repeat_sample "$trial/opt/tallyman" "$trial/tmp/repeated.cap"
    mount -t proc proc "$trial/proc"
    env -i PATH=/usr/sbin:/usr/bin TALLYMAN_TRAIN=yes TALLYMAN_STORAGE=/tmp chroot "$trial" /usr/bin/tallyman replay \
        /tmp/repeated.cap -o json -o table:/tmp/table >/dev/null 2>"$work/train.log" ||
        { cat "$work/train.log" >&2; return 1; }
    umount "$trial/proc"
    mkdir -p "$3/opt/tallyman/lib"
    cp -a "$trial"/opt/tallyman/lib/*.aot "$3/opt/tallyman/lib/"
}
