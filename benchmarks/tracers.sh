# Starts tracers and looks at them: sourced by run and formats with $top, $here, $work and $out set.

tracer=
tracer_events=

build_programs() {
    mkdir -p "$work"
    local at=$here/src/main/c
    clang -target bpf -g -O2 -I"/usr/include/$(uname -m)-linux-gnu" -D__TARGET_ARCH_x86 -c "$at/floor.bpf.c" \
        -o "$work/floor.bpf.o"
    gcc -O2 -o "$work/floor" "$at/floor.c" -lbpf -lelf -lz
    gcc -O2 -static -o "$work/generator" "$at/generator.c"
    gcc -O2 -o "$work/firstline" "$at/firstline.c"
    gcc -O2 -o "$work/delays" "$at/delays.c"
}

# One container for all rounds: what is measured is events, not containers.
start_container() {
    docker=(docker --host "unix://$TALLYMAN_DOCKER_SOCKET")
    mkdir -p "$daemon_data/root/etc"
    cp "$work/generator" "$daemon_data/root/bin/"
    echo >"$daemon_data/root/etc/marked"
    printf 'int main(void) { return 0; }\n' | gcc -O2 -static -x c -o "$daemon_data/root/bin/marked" -
    cp "$daemon_data/root/bin/marked" "$daemon_data/root/bin/marked.end"
    tar -C "$daemon_data/root" -cf - . | "${docker[@]}" import - bench:1 >/dev/null
    "${docker[@]}" run -d --name bench --network none bench:1 /bin/sleep 100000 >/dev/null
}

generate() { "${docker[@]}" exec bench /bin/generator "$@"; }

runtimes() { echo "--runtime docker:$TALLYMAN_DOCKER_SOCKET --runtime containerd:$TALLYMAN_CONTAINERD_SOCKET"; }

# The command line of a tracer of openat or exec.
command_of() { # KIND EVENT
    case $1 in
    tallyman | shipped)
        local program=$product
        [ "$1" = tallyman ] || program=$shipped
        # words: two options
        # shellcheck disable=SC2046
        command=("$program" trace -o json --containers -e "${2/#exec/sched_process_exec}" $(runtimes)) ;;
    floor) command=("$work/floor" "$work/floor.bpf.o" "$2") ;;
    bpftrace)
        local where='tracepoint:syscalls:sys_enter_openat' more='str(args->filename), args->flags'
        [ "$2" = openat ] || { where='tracepoint:sched:sched_process_exec' more='str(args->filename), args->pid'; }
        command=(bpftrace -B line -e "$where { printf(\"%llu %d %d %s %s %d\\n\", nsecs, pid, cgroup, comm, $more) }") ;;
    *)
        local each
        for each in "${with[@]}"; do
            [ "${each%%=*}" != "$1" ] || command=(bash -c "exec ${each#*=}")
        done ;;
    esac
}

start_tracer() { # KIND EVENT
    local command
    command_of "$1" "$2"
    # to append: an output that is emptied meanwhile begins at its beginning again
    : >"$out/out"
    "${command[@]}" >>"$out/out" 2>"$out/err" &
    tracer=$!
    case $1 in
    bpftrace) awaits Attach "$out/out" "$out/err"; sleep 1 ;;
    *) awaits tracing "$out/err" ;;
    esac
    sleep 3
}

# Its lines with the text are held against the clock when they come: the delays are in $out/delays once it has ended.
start_delayed() { # TEXT COMMAND...
    local text=$1
    shift
    rm -f "$out/delays"
    "$@" > >("$work/delays" "$text" >"$out/delays.new"; mv "$out/delays.new" "$out/delays") 2>"$out/err" &
    tracer=$!
    awaits tracing "$out/err"
    sleep 3
    calm
}

stop_tracer() {
    if [ -n "$tracer" ]; then
        kill -TERM "$tracer" 2>/dev/null || true
        wait "$tracer" || true
        tracer=
    fi
}

awaits() { # TEXT FILE...
    local text=$1 tries
    shift
    for tries in $(seq 3000); do
        if grep -q -s "$text" "$@"; then return 0; fi
        kill -0 "$tracer" 2>/dev/null || break
        sleep 0.01
    done
    say "no \"$text\" from the tracer:"
    tail -n 20 "$out/err" >&2
    return 1
}

# What the generator does last has come out; where it was lost, the time for it is over.
awaits_end() { # FILE
    local tries
    for tries in $(seq 200); do
        if tail -c 100000 "$1" | grep -q 'marked\.end'; then return 0; fi
        sleep 0.1
    done
}

# Processor time so far, in clock ticks; and that of all its living threads, in nanoseconds.
cpu_ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
thread_nanos() { cat "/proc/$1"/task/*/schedstat 2>/dev/null | awk '{ sum += $1 } END { printf "%.0f", sum }'; }
memory() { awk -v key="$2:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# MiB by what they are for. The Java heap of 64 MiB ends at 4 GiB, as the runtime places it there if it can.
resident_by_region() {
    awk '
        function region(rights, file) {
            if (file ~ /bpf-map/) return "ring-and-maps"
            if (file ~ /\.(jsa|aot)$/) return rights ~ /w/ ? "class-archives-written" : "class-archives-read"
            if (file ~ /libjvm\.so$/) return "libjvm"
            if (file == "[heap]") return "malloc"
            if (file ~ /^\//) return "other-files"
            if (rights ~ /x/) return "compiled-code"
            return length(first) == 8 && first >= "f0000000" ? "Java-heap" : "other-anonymous"
        }
        $1 ~ /^[0-9a-f]+-[0-9a-f]+$/ { first = $1; sub(/-.*/, "", first); at = region($2, $6) }
        $1 == "Rss:" { sum[at] += $2 }
        END { for (each in sum) printf "%s %.1f\n", each, sum[each] / 1024 }' "/proc/$tracer/smaps" | sort
    echo "total $(memory "$tracer" VmRSS)"
    echo "peak $(memory "$tracer" VmHWM)"
}

# A virtual machine gets a page from its host when it first touches it, which costs several times what a page costs
# otherwise: whoever writes most into tmpfs would pay for that. Pages that were given back are used again first.
touch_memory() {
    dd if=/dev/zero of="$out/touched" bs=1M count=3000 status=none || true
    rm -f "$out/touched"
}

calm() { # until it uses less than a twentieth of a processor
    local before now tries
    for tries in $(seq 120); do
        before=$(cpu_ticks "$tracer"); sleep 1; now=$(cpu_ticks "$tracer")
        [ $((now - before)) -ge 5 ] || return 0
    done
}

busy() { # percent of a processor
    local before
    before=$(thread_nanos "$tracer")
    sleep "$idle_seconds"
    awk -v n=$(($(thread_nanos "$tracer") - before)) -v s="$idle_seconds" 'BEGIN { printf "%.2f", n / s / 1e7 }'
}

busy_loop=
end_busy_loop() {
    [ -z "$busy_loop" ] || kill "$busy_loop" 2>/dev/null || true
    busy_loop=
}

# The archive with its own runtime, if distribution/archive/build has made it.
shipped=
unpack_shipped() {
    local archive
    for archive in "$top"/distribution/target/tallyman-*-linux-x86_64.tar.gz; do
        [ -e "$archive" ] || { say "no archive: sudo distribution/archive/build makes one, for the row 'shipped'"; return 0; }
        rm -rf "$work/shipped"
        mkdir -p "$work/shipped"
        tar -C "$work/shipped" --no-same-owner --strip-components=1 -xzf "$archive"
        shipped=$work/shipped/bin/tallyman
    done
}

first_line() { # KIND: milliseconds, and milliseconds of processor time
    local command
    command_of "$1" openat
    beside_pace "$work/firstline" marked "${command[@]}" 2>"$out/err"
}

beside_pace() { # COMMAND...: while a file is opened each millisecond
    "$work/generator" pace 1000 "$daemon_data/root/etc/marked" &
    local paced=$!
    "$@"
    kill "$paced"
    wait "$paced" 2>/dev/null || true
}

# Thousands of cgroups that look like Docker's, in the hierarchy that tells.
cgroup_root() {
    awk '$3 == "cgroup" && $4 ~ /(^|,)cpuset(,|$)/ { print $2; found = 1; exit }
        $3 == "cgroup2" { v2 = $2 } END { if (!found) print v2 }' /proc/self/mounts
}

made_cgroups=
make_cgroups() { # COUNT
    made_cgroups=$(cgroup_root)/docker
    mkdir -p "$made_cgroups"
    seq "$1" | awk -v at="$made_cgroups" '{ printf "%s/beefbeef%056x\n", at, $1 }' | xargs mkdir
}

remove_cgroups() {
    [ -z "$made_cgroups" ] || find "$made_cgroups" -mindepth 1 -maxdepth 1 -name 'beefbeef*' -print0 | xargs -0 -r rmdir
    made_cgroups=
}
