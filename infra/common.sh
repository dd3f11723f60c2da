# shellcheck shell=bash
# What the scripts of this folder share. Sourced, never run.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
umask 022 # the users of PostgreSQL and RabbitMQ read what root writes; secrets are made with 077

say() { printf '%s\n' "$*"; }
fail() {
    [[ -z ${in_step:-} ]] || printf '\n'
    printf 'error: %s\n' "$*" >&2
    exit 1
}

usage() { sed -n '2,/^[^#]/{s/^# \{0,1\}//p}' "$root/infra/${0##*/}"; } # the comment at the top of a script is its help

# step <text> <command...>: one progress line with the seconds it took.
step() {
    local text=$1 began=$SECONDS
    shift
    printf '%-44s' "$text"
    in_step=1
    "$@"
    in_step=
    printf '%4d s\n' $((SECONDS - began))
}

# runs <pid file> <text>: is the process of the pid file alive, and is it still the program we started?
# A pid alone says nothing: after a crash or a reboot the number may belong to somebody else.
runs() {
    local pid line=""
    [[ -s $1 ]] && read -r pid <"$1" || return 1
    # A process that is just becoming another program has no command line for a moment, one that has ended has no program either.
    until line=$(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") && [[ $line ]] || ! readlink "/proc/$pid/exe" >/dev/null; do :; done
    [[ $line == *"$2"* ]]
}

# started <pid file> <pid>: notes a process that was just put in the background, once it is the program and no longer a copy of us.
started() {
    printf '%s\n' "$2" >"$1"
    while runs "$1" "$0"; do sleep 0.01; done
}

# end <pid file> <text> <seconds>: asks the process to stop, waits, and ends it for good when it does not listen.
end() {
    local pid deadline=$((SECONDS + $3))
    if runs "$1" "$2"; then
        read -r pid <"$1"
        kill -TERM "$pid" 2>/dev/null || true
        while runs "$1" "$2"; do
            ((SECONDS < deadline)) || kill -KILL "$pid" 2>/dev/null || true
            sleep 0.1
        done
    fi
    rm -f "$1"
}

# How long to wait for what has to happen: a slow machine that is busy gets there, too.
patience=${CUSTOMERSERVICE_PATIENCE:-300}

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# http_status <port> <path>: the status code, without needing curl; 000 when there is no answer.
http_status() {
    local line
    line=$(
        exec 2>/dev/null 3<>"/dev/tcp/127.0.0.1/$1" &&
            printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' "$2" >&3 &&
            timeout 5 head -n 1 <&3
    ) || true
    [[ $line =~ ^HTTP/[0-9.]+\ ([0-9]{3}) ]] && printf '%s' "${BASH_REMATCH[1]}" || printf '000'
}

# free_port: sets REPLY. Below the range the kernel takes for outgoing connections, so that none of them can be in the way.
handed_out=" "
free_port() {
    local ephemeral=32768
    read -r ephemeral _ </proc/sys/net/ipv4/ip_local_port_range || true
    local highest=$((ephemeral > 12000 ? ephemeral : 32768)) lowest=10000
    while REPLY=$((lowest + RANDOM % (highest - lowest))); do
        [[ $handed_out == *" $REPLY "* ]] || listens "$REPLY" || break
    done
    handed_out+="$REPLY "
}

# What a build depends on, as one number: names, sizes and times of all sources, and the SDK.
fingerprint() {
    {
        dotnet --version
        find . \( -path ./.git -o -path ./.run -o -path ./TestResults -o -name bin -o -name obj -o -name node_modules -o -name dist \) -prune -o -type f \
            ! -name '*.md' ! -path './infra/*.sh' -printf '%p %s %T@\n' | sort
    } | sha256sum
}

# Makes the commands of the SDK quiet; build nodes end with the build instead of staying behind.
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDDISABLENODEREUSE=1

check_sdk() {
    local wanted
    wanted=$(sed -n 's/.*"version": *"\([^"]*\)".*/\1/p' global.json)
    command -v dotnet >/dev/null || fail "the .NET SDK is missing; install version $wanted or a newer one of the same band"
    dotnet --version >/dev/null 2>&1 ||
        fail "no .NET SDK that fits global.json (wants $wanted); installed: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')"
}

# Builds everything in Release, once for all scripts; nothing happens when no source changed since the last good build.
build_solution() {
    local now project
    mkdir -p .run
    now=$(fingerprint)
    if [[ -s .run/build.stamp && $now == "$(<.run/build.stamp)" ]]; then
        for project in services/*/*.csproj gateway/*.csproj tests/*/*.csproj infra/demo/*.csproj; do
            [[ ! -e $project || -d ${project%/*}/bin/Release ]] || rm -f .run/build.stamp
        done
        [[ ! -e .run/build.stamp ]] || return 0
    fi
    rm -f .run/build.stamp
    # The lock is for infra/run and infra/test started at once in one checkout.
    if ! flock --close .run/build.lock dotnet build CustomerService.sln -c Release -v quiet -clp:ErrorsOnly >.run/build.log 2>&1; then
        fail "the build failed"$'\n'"$(sort -u .run/build.log | tail -n 40)"
    fi
    printf '%s\n' "$now" >.run/build.stamp
}

# build_projects <folder...>: these and what they refer to.
build_projects() {
    local folder
    mkdir -p .run
    for folder; do
        flock --close .run/build.lock dotnet build "$folder" -c Release -v quiet -clp:ErrorsOnly >.run/build.log 2>&1 ||
            fail "the build failed"$'\n'"$(sort -u .run/build.log | tail -n 40)"
    done
}

# use_own_backing <dir>: a fresh PostgreSQL and RabbitMQ for tests and benchmarks, and where they are for the programs we call.
use_own_backing() {
    infra/backing-services remove "$1"
    infra/backing-services up "$1"
    # shellcheck source=/dev/null
    source "$1/environment"
    export CUSTOMERSERVICE_TEST_BACKING="$root/$1" CUSTOMERSERVICE_TEST_POSTGRES="$CUSTOMERSERVICE_POSTGRES" \
        CUSTOMERSERVICE_TEST_RABBITMQ="$CUSTOMERSERVICE_RABBITMQ" CUSTOMERSERVICE_TEST_RABBITMQ_MANAGEMENT="$CUSTOMERSERVICE_RABBITMQ_MANAGEMENT"
}

# only_one <pid file> <script>: refuses a second one in the same checkout.
only_one() {
    local pid
    mkdir -p "${1%/*}"
    if runs "$1" "$2" && read -r pid <"$1" && [[ $pid != "$$" && $(readlink "/proc/$pid/cwd") == "$root" ]]; then
        fail "$2 is running already in this checkout (process $pid)"
    fi
    printf '%s\n' $$ >"$1"
}
