# What the Java runtime and its libraries are, for the bill of materials and the licences: sourced behind runtime.sh.

distribution=debian-13

# files_of PACKAGE: the files of it that are beside the runtime
files_of() {
    case $1 in
        libc6) echo ld-linux-x86-64.so.2,libc.so.6,libm.so.6,libdl.so.2,libpthread.so.0,librt.so.1,libresolv.so.2,libnss_files.so.2,libnss_dns.so.2 ;;
        zlib1g) echo libz.so.1 ;;
        libgcc-s1) echo libgcc_s.so.1 ;;
        libstdc++6) echo libstdc++.so.6 ;;
    esac
}

# add_parts LICENSES SBOM: adds Debian's packages to the product's directory of licences, and copies its bill of materials
add_parts() {
    rm -rf "$work/parts"
    note_deb "$work/parts" "$(newest openjdk-25-jre-headless)" "$distribution" runtime "$tools"
    for package in $libraries; do
        files=$(files_of "$package")
        [ -z "$files" ] || note_deb "$work/parts" "$(newest "$package")" "$distribution" "$files" "$tools"
    done
    java=$(command -v java || echo "${JAVA_HOME:-}/bin/java")
    "$java" -cp "$top/sbom/target/classes:$(cat "$top/sbom/target/classpath")" io.tallyman.sbom.Main add "$1" "$work/parts"
    cp "$1/sbom.cdx.json" "$2"
}
