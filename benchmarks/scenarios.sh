# What is measured: sourced by run after tracers.sh. Each scenario_* is one round of it.

row() { # SCENARIO TRACER METRIC VALUE
    printf '%s\t%s\t%s\t%s\t%s\n' "$round" "$1" "$2" "$3" "$4" | tee -a "$work/results.tsv" >&2
}

# Runs the generator beside the tracer that is there; says its rate, what came, and what that cost.
measure() { # SCENARIO TRACER FILE COUNT GENERATOR...
    local scenario=$1 kind=$2 file=$3 count=$4 before earlier spent lines
    shift 4
    earlier=$(wc -l <"$file")
    before=$(cpu_ticks "$tracer")
    row "$scenario" "$kind" rate "$(generate "$@")"
    awaits_end "$file"
    spent=$(($(cpu_ticks "$tracer") - before))
    # as a value of its own: the arguments of who starts the generator name the file as well
    lines=$(grep -c -E '("value":"|"pathname":"| )/(etc|bin)/marked[" ]' "$file" || true)
    row "$scenario" "$kind" events "$lines"
    row "$scenario" "$kind" lost $((count - lines))
    row "$scenario" "$kind" cpu_us "$(awk -v t="$spent" -v n="$(($(wc -l <"$file") - earlier))" -v hz="$(getconf CLK_TCK)" \
        'BEGIN { printf "%.3f", t / hz / n * 1e6 }')"
}

# So many times as many calls before, of another file: who compiles while it runs has done that, and who asks has been
# answered. What came of them is emptied, so that its memory is used again (touch_memory).
warm_up() { # TIMES FILE...
    local times=$1 time
    shift
    for time in $(seq "$times"); do
        generate open "$opens" /bin/generator >/dev/null
        truncate -s 0 "$@"
    done
    calm
    truncate -s 0 "$@"
}

beside() { # SCENARIO EVENT COUNT GENERATOR...
    local scenario=$1 event=$2 count=$3 kind
    shift 3
    row "$scenario" none rate "$(generate "$@")"
    for kind in bpftrace floor tallyman; do
        start_tracer "$kind" "$event"
        row "$scenario" "$kind" rss_idle "$(memory "$tracer" VmRSS)"
        [ "${scenario%-warm}" = "$scenario" ] || warm_up 1 "$out/out"
        measure "$scenario" "$kind" "$out/out" "$count" "$@"
        row "$scenario" "$kind" rss_peak "$(memory "$tracer" VmHWM)"
        stop_tracer
    done
}

scenario_openat() { beside openat openat "$opens" open "$opens" /etc/marked; }

scenario_openat_warm() { beside openat-warm openat "$opens" open "$opens" /etc/marked; }

scenario_two_generators() {
    beside two-generators openat "$opens" open "$opens" /etc/marked "$(nproc)"
}

scenario_exec() { beside exec exec "$execs" exec "$execs" /bin/marked; }

scenario_start() {
    starts start
    # on a busy node a start gets its share of the processors only
    while :; do "${docker[@]}" exec bench /bin/sleep 0; done >"$out/loop" 2>&1 &
    busy_loop=$!
    starts start-beside-exec
    end_busy_loop
}

starts() { # SCENARIO
    local kind wall used
    for _ in $(seq "$starts"); do
        for kind in bpftrace floor tallyman ${shipped:+shipped} "${with[@]%%=*}"; do
            read -r wall used < <(first_line "$kind")
            row "$1" "$kind" start_ms "$wall"
            row "$1" "$kind" start_cpu_ms "$used"
        done
    done
}

# What needs no framework, and what checks the machine in one: a tenth of ten processes.
scenario_help() {
    local words
    for words in --version --help 'trace --help' 'list sets' 'list filters' 'list printers' 'list destinations' \
        'trace --contaners' doctor; do
        # words: what is asked for
        # shellcheck disable=SC2086
        spent help "tallyman $words" "$product" $words
    done
}

spent() { # SCENARIO NAME COMMAND...
    local scenario=$1 name=$2 wall user system TIMEFORMAT='%R %U %S'
    shift 2
    read -r wall user system < <({ time for _ in $(seq 10); do "$@" >"$out/out" 2>&1 || true; done; } 2>&1)
    row "$scenario" "$name" wall_ms "$(awk -v s="$wall" 'BEGIN { printf "%.0f", s * 100 }')"
    row "$scenario" "$name" cpu_ms "$(awk -v s="$user" -v t="$system" 'BEGIN { printf "%.0f", (s + t) * 100 }')"
}

scenario_idle() {
    local kind
    for kind in bpftrace floor tallyman; do
        start_tracer "$kind" exec
        [ "$kind" != tallyman ] || calm
        row idle "$kind" idle_percent "$(busy)"
        row idle "$kind" rss_idle "$(memory "$tracer" VmRSS)"
        stop_tracer
    done
}

# What is resident when nothing happens, and after two million calls.
scenario_memory() {
    start_tracer tallyman openat
    calm
    sleep "$idle_seconds"
    regions memory:idle
    warm_up 1 "$out/out"
    sleep "$idle_seconds"
    regions memory:after
    stop_tracer
}

regions() { # SCENARIO
    local name size
    while read -r name size; do row "$1" "$name" rss "$size"; done < <(resident_by_region)
}

# What most hosts do most of the time: a thousand calls a second.
scenario_trickle() {
    local kind
    for kind in bpftrace floor tallyman; do
        start_tracer "$kind" openat
        [ "$kind" != tallyman ] || warm_up 1 "$out/out"
        row trickle "$kind" trickle_percent "$(beside_pace busy)"
        stop_tracer
    done
}

# How long after its event a line comes: of short containers, started one after the other, from their start to their end;
# and of a container that has its name, where a file is opened now and then.
scenario_delay() {
    local command
    command_of tallyman openat
    start_delayed '"container":{"' "${command[@]}" -e sched_process_exec -s container
    for _ in $(seq "$shorts"); do
        "${docker[@]}" run --rm --network none bench:1 /bin/generator open 7 /etc/marked >/dev/null
    done
    delays delay:naming
    start_delayed '"container":{"' "${command[@]}" -s container
    for _ in $(seq "$((2 * shorts))"); do generate open 7 /etc/marked >/dev/null; done
    delays delay:named
}

delays() { # SCENARIO
    local count median most nearly longest
    stop_tracer
    for _ in $(seq 100); do [ ! -s "$out/delays" ] || break; sleep 0.1; done
    read -r count median most nearly longest <"$out/delays"
    row "$1" tallyman events "$count"
    row "$1" tallyman delay_50 "$median"
    row "$1" tallyman delay_90 "$most"
    row "$1" tallyman delay_99 "$nearly"
    row "$1" tallyman delay_100 "$longest"
}

# Cost per event with one live container, and with thousands.
scenario_containers() {
    local many
    for many in 0 "$cgroups"; do
        [ "$many" = 0 ] || make_cgroups "$many"
        start_tracer tallyman openat
        # until everybody has been asked for: that is a cost of a container, not of an event
        calm
        warm_up 3 "$out/out"
        measure "containers:$((many + 1))" tallyman "$out/out" "$opens" open "$opens" /etc/marked
        stop_tracer
    done
    remove_cgroups
}

# Cost per event with one output and others beside it, whose filters match nothing or everything.
scenario_outputs() {
    outputs 1 0
    outputs 1 1
    outputs 1 20
    outputs 2 0
}

outputs() { # MATCHING OTHERS
    rm -rf "$work/product"
    cp -al "$(dirname -- "$(dirname -- "$product")")" "$work/product"
    for i in $(seq "$1"); do configure "match-$i" "$out/match-$i" comm=generator; done
    for i in $(seq "$2"); do configure "other-$i" "$out/other-$i" "comm=nobody-$i"; done
    # words: two options
    # shellcheck disable=SC2046
    TALLYMAN_RUN=$out/run "$work/product/bin/tallyman" run --containers $(runtimes) >"$out/out" 2>"$out/err" &
    tracer=$!
    awaits running "$out/err"
    calm
    # each output is there once it has something
    for i in $(seq "$1"); do
        for _ in $(seq 100); do
            [ ! -s "$out/match-$i" ] || break
            generate open 1 /etc/marked >/dev/null
        done
    done
    warm_up 3 "$out"/match-*
    measure "outputs:$1+$2" tallyman "$out/match-1" "$opens" open "$opens" /etc/marked
    stop_tracer
    rm -rf "$work/product" "$out"/match-* "$out"/other-*
}

configure() { # NAME FILE SCOPE
    printf '%s = %s\n' printer json destination file path "$2" events openat scope "$3" containers true when-full block \
        >"$work/product/config/io.tallyman.output-$1.cfg"
}
