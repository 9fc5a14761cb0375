# Layers and their description, https://github.com/opencontainers/image-spec: sourced by build.

# One time for every file, the commit's: two builds of one commit are the same bytes.
use_commit_time() {
    if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
        SOURCE_DATE_EPOCH=$(git -C "$top" log -1 --format=%ct) || {
            say "git does not tell the time of the commit: files get a fixed one"
            SOURCE_DATE_EPOCH=1767225600
        }
    fi
    export SOURCE_DATE_EPOCH
}

set_times() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }

digest() { sha256sum "$1" | cut -d ' ' -f 1; }

# layer DIRECTORY: prints the digest of the layer and, for the configuration, that of its uncompressed bytes
layer() {
    set_times "$1"
    tar -C "$1" --sort=name --format=gnu --numeric-owner --owner=0 --group=0 --mtime="@$SOURCE_DATE_EPOCH" -cf "$work/layer.tar" .
    plain=$(digest "$work/layer.tar")
    gzip -9 -n < "$work/layer.tar" > "$work/layer.gz"
    rm "$work/layer.tar"
    packed=$(digest "$work/layer.gz")
    mv "$work/layer.gz" "$blobs/$packed"
    echo "$packed $plain"
}

blob() {
    name=$(digest "$1")
    mv "$1" "$blobs/$name"
    echo "$name"
}

# descriptor TYPE DIGEST
descriptor() {
    printf '{"mediaType":"application/vnd.oci.image.%s","digest":"sha256:%s","size":%s' "$1" "$2" "$(stat -c %s "$blobs/$2")"
}

configuration() {
    created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
    revision=$(git -C "$top" rev-parse HEAD 2>/dev/null || echo unknown)
    cat <<JSON
{"created":"$created","architecture":"amd64","os":"linux","config":{
"Entrypoint":["/usr/bin/tallyman"],"Cmd":["trace"],"WorkingDir":"/",
"Env":["PATH=/usr/bin","TALLYMAN_RUN=/dev/shm/tallyman","TALLYMAN_STORAGE=/dev/shm"],
"Healthcheck":{"Test":["CMD","/usr/bin/tallyman","health"],"Interval":30000000000,"Timeout":6000000000,"StartPeriod":10000000000,"Retries":3},
"StopSignal":"SIGTERM",
"Labels":{"org.opencontainers.image.title":"Tallyman","org.opencontainers.image.description":"Tells which container every kernel event came from.","org.opencontainers.image.version":"$1","org.opencontainers.image.revision":"$revision","org.opencontainers.image.created":"$created","org.opencontainers.image.licenses":"Apache-2.0"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$2","sha256:$3","sha256:$4"]},
"history":[{"created":"$created","created_by":"C library and Java runtime"},{"created":"$created","created_by":"Tallyman $1"},{"created":"$created","created_by":"Start-up cache"}]}
JSON
}

# write_image VERSION FILE BASE PRODUCT CACHE: an OCI layout that has the manifest of docker save beside its index, for Docker
# before 25
write_image() {
    blobs=$work/oci/blobs/sha256
    mkdir -p "$blobs"
    # words: two digests each
    # shellcheck disable=SC2046
    set -- "$1" "$2" $(layer "$3") $(layer "$4") $(layer "$5")
    configuration "$1" "$4" "$6" "$8" > "$work/json"
    config=$(blob "$work/json")
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s},"layers":[%s},%s},%s}]}' \
        "$(descriptor config.v1+json "$config")" "$(descriptor layer.v1.tar+gzip "$3")" \
        "$(descriptor layer.v1.tar+gzip "$5")" "$(descriptor layer.v1.tar+gzip "$7")" > "$work/json"
    manifest=$(blob "$work/json")
    entry() {
        printf '%s,"annotations":{"io.containerd.image.name":"docker.io/library/tallyman:%s","org.opencontainers.image.ref.name":"%s"}}' \
            "$(descriptor manifest.v1+json "$manifest")" "$1" "$1"
    }
    printf '{"schemaVersion":2,"manifests":[%s,%s]}' "$(entry "$1")" "$(entry latest)" > "$work/oci/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' > "$work/oci/oci-layout"
    printf '[{"Config":"blobs/sha256/%s","RepoTags":["tallyman:%s","tallyman:latest"],"Layers":["blobs/sha256/%s","blobs/sha256/%s","blobs/sha256/%s"]}]' \
        "$config" "$1" "$3" "$5" "$7" > "$work/oci/manifest.json"
    set_times "$work/oci"
    # the layers are compressed already
    tar -C "$work/oci" --sort=name --format=gnu --numeric-owner --owner=0 --group=0 -c . | gzip -1 -n > "$2"
}
