# Real container daemons on sockets and directories of their own: sourced by ./test with $top set.

daemons=          # pids, in the order of their start
daemon_run=       # sockets and state
daemon_data=      # images and containers
daemon_options=   # what to tell the tests

start_daemons() {
    daemon_run=$(mktemp -d /run/tm-test-XXXXXX)
    daemon_data=$(mktemp -d /var/tmp/tm-test-XXXXXX)
    make_image || return 1
    launch_podman
    start_containerd && start_dockerd && await_podman || return 1
    export TALLYMAN_DOCKER_SOCKET="$daemon_run/docker.sock" TALLYMAN_PODMAN_SOCKET="$daemon_run/podman.sock" \
        TALLYMAN_CONTAINERD_SOCKET="$daemon_run/containerd.sock" TALLYMAN_RUN="$daemon_run/tallyman"
    for name in docker podman containerd; do
        daemon_options="$daemon_options -Dtallyman.$name.socket=$daemon_run/$name.sock"
    done
}

# Makes an image without a registry: busybox, and links for the programs that the tests run.
make_image() {
    mkdir -p "$daemon_data/root/bin" "$daemon_data/root/tmp"
    cp /bin/busybox "$daemon_data/root/bin/busybox"
    for applet in sh cat echo false id ls mkdir mount rmdir sleep touch true; do
        ln -s busybox "$daemon_data/root/bin/$applet"
    done
    tar -C "$daemon_data/root" -cf "$daemon_data/bb.tar" .
}

# launch NAME COMMAND...: runs a command in the background, with its output in a file
launch() {
    name=$1
    shift
    "$@" >"$daemon_data/$name.log" 2>&1 &
    daemons="$! $daemons"
    newest=$!
}

# answers NAME COMMAND...: waits until the daemon's socket is there and the command succeeds; the look at the socket is cheaper
answers() {
    name=$1
    shift
    for _ in $(seq 300); do
        [ -S "$daemon_run/$name.sock" ] && "$@" >/dev/null 2>&1 && return 0
        kill -0 "$newest" 2>/dev/null || break
        sleep 0.1
    done
    say "$name does not answer; the end of its log:"
    tail -n 20 "$daemon_data/$name.log" >&2
    return 1
}

start_containerd() {
    cat > "$daemon_data/containerd.toml" <<EOF
version = 2
root = "$daemon_data/containerd"
state = "$daemon_run/containerd"
[grpc]
  address = "$daemon_run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "native"
EOF
    launch containerd containerd --config "$daemon_data/containerd.toml"
    answers containerd ctr --address "$daemon_run/containerd.sock" version
}

start_dockerd() {
    launch docker dockerd --iptables=false --bridge=none --storage-driver=vfs --host "unix://$daemon_run/docker.sock" \
        --data-root "$daemon_data/docker" --exec-root "$daemon_run/docker" --pidfile "$daemon_run/docker.pid" \
        --containerd "$daemon_run/containerd.sock"
    answers docker docker --host "unix://$daemon_run/docker.sock" version || return 1
    docker --host "unix://$daemon_run/docker.sock" import "$daemon_data/bb.tar" bb:1 >/dev/null || return 1
    docker --host "unix://$daemon_run/docker.sock" save bb:1 |
        ctr --address "$daemon_run/containerd.sock" images import - >/dev/null
}

# Podman needs none of the other daemons, so it starts beside them
launch_podman() {
    export TALLYMAN_PODMAN_ROOT="$daemon_data/podman" TALLYMAN_PODMAN_RUNROOT="$daemon_run/podman"
    launch podman podman --root "$daemon_data/podman" --runroot "$daemon_run/podman" --storage-driver vfs --runtime runc \
        system service --time=0 "unix://$daemon_run/podman.sock"
    podman=$newest
}

await_podman() {
    newest=$podman
    # "ps" is asked for, because "version" takes half a second
    answers podman podman --remote --url "unix://$daemon_run/podman.sock" ps -q || return 1
    podman --remote --url "unix://$daemon_run/podman.sock" import "$daemon_data/bb.tar" bb:1 >/dev/null
}

# Removes the containers that tests have left behind, since a container outlives its daemon.
remove_containers() {
    at=unix://$daemon_run/docker.sock
    docker --host "$at" ps -aq | xargs -r docker --host "$at" rm -f
    podman --remote --url "unix://$daemon_run/podman.sock" rm -a -f -t 0
    at=$daemon_run/containerd.sock
    for namespace in $(ctr --address "$at" namespaces ls -q); do
        ctr --address "$at" --namespace "$namespace" tasks ls -q |
            xargs -r -n 1 ctr --address "$at" --namespace "$namespace" tasks rm -f
    done
}

# Ends the daemons by pid, the newest first.
stop_daemons() {
    [ -z "$daemons" ] || remove_containers >/dev/null 2>&1
    for pid in $daemons; do
        kill "$pid" 2>/dev/null
        for _ in $(seq 100); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        kill -9 "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    daemons=
    for directory in "$daemon_run" "$daemon_data"; do
        case $directory in
            /run/tm-test-*|/var/tmp/tm-test-*)
                awk -v at="$directory/" 'index($2, at) == 1 { print $2 }' /proc/self/mounts | sort -r |
                    while read -r mount; do umount -l "$mount"; done
                rm -rf --one-file-system "$directory" ;;
        esac
    done
}
