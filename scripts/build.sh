# Builds the product: sourced by ./tallyman with $top set. Maven's messages go to stderr.

build() {
    say "building (the first time, libraries are downloaded)"
    mkdir -p "$top/distribution/target"
    touch "$stamp.new"
    # jars hold the modes of their files
    if (umask 022 && cd "$top" && mvn -q -B -DskipTests -Dstyle.color=never -pl distribution -am package) >&2; then
        mv "$stamp.new" "$stamp"
    else
        rm -f "$stamp.new"
        say "the build failed; the messages above say why"
        return 1
    fi
}
