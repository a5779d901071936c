# shellcheck shell=bash
# What servers.sh needs of the machine: messages, users, processes, ports and packages.

say() { printf '%3d s  %-9s %s\n' "$SECONDS" "$1" "$2"; }

die() {
    printf 'servers.sh: %s\n' "$*" >&2
    exit 1
}

# --- users -----------------------------------------------------------------------------------------------------------

# PostgreSQL refuses to run as root, so root runs each server as its Debian user. Everybody else runs them as himself.
# setpriv, not runuser: it leaves no process of its own behind, so that the daemon's pid is the one that was started.
exec_as() {
    local user=$1
    shift
    if ((EUID == 0)); then
        exec setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"
    fi
    exec "$@"
}

as() (exec_as "$@")

# Gives a file or a whole folder to the user who will need it.
give() { if ((EUID == 0)); then chown -R -- "$1:$1" "$2"; fi; }

# --- processes -------------------------------------------------------------------------------------------------------

# detach USER LOG COMMAND...: starts a daemon; its pid is in $!. It gets its own session and keeps nothing of the caller
# open, neither a pipe (the caller's reader would never see the end) nor our locks.
detach() {
    local user=$1 log=$2 fd
    shift 2
    (
        for fd in /proc/"$BASHPID"/fd/*; do
            fd=${fd##*/}
            if ((fd > 2)); then eval "exec $fd>&-"; fi
        done
        exec </dev/null >>"$log" 2>&1
        exec_as "$user" setsid "$@"
    ) &
}

# A log holds one run; that of the run before is kept beside it.
set_aside() { if [[ -e $1 ]]; then mv -f -- "$1" "$1.previous"; fi; }

# A pid alone proves nothing: it may have been given to another process since. Ours has this word in its command line.
is_running() { [[ -n $1 ]] && grep -qsxzF -- "$2" "/proc/$1/cmdline"; }

# Not `kill -0`, which takes the dead that nobody has waited for to be alive, as under a container's careless first process.
is_alive() { grep -qs '^State:[[:space:]]*[^ZX]' "/proc/$1/status"; }

# The process and all its descendants.
family() {
    cat /proc/[0-9]*/status 2>/dev/null | awk -v root="$1" '
        $1 == "Pid:"  { pid = $2 }
        $1 == "PPid:" { parent[pid] = $2 }
        END {
            member[root]
            do {
                grown = 0
                for (pid in parent)
                    if (!(pid in member) && (parent[pid] in member)) { member[pid]; grown = 1 }
            } while (grown)
            for (pid in member) print pid
        }' || true
}

# await_end SECONDS PID...: false when one of them is still alive after that time.
await_end() {
    local end=$((SECONDS + $1)) pid
    shift
    for pid; do
        while is_alive "$pid"; do
            if ((SECONDS >= end)); then return 1; fi
            sleep 0.05
        done
    done
}

# await_answer NAME SECONDS PID COMMAND...: until the command succeeds; false when the process ends or the time is over.
await_answer() {
    local name=$1 end=$((SECONDS + $2)) pid=$3 next=$((SECONDS + 5))
    shift 3
    until "$@"; do
        if ! is_alive "$pid" || ((SECONDS >= end)); then return 1; fi
        if ((SECONDS >= next)); then
            say "$name" 'still starting'
            next=$((SECONDS + 5))
        fi
        sleep 0.1
    done
}

# --- ports -----------------------------------------------------------------------------------------------------------

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port itself if it is free, else the next free one in steps of ten: each server has its own last digit, so that the
# servers of one clone never compete.
free_port() {
    local port=$1
    while is_taken "$port"; do port=$((port + 10)); done
    echo "$port"
}

# --- packages --------------------------------------------------------------------------------------------------------

# The newest file of a pattern, by version number; false if there is none.
newest() {
    local file
    file=$(compgen -G "$1" | sort -V | tail -n 1) && [[ -n $file ]] && echo "$file"
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

# Debian's packages bring a system-wide server, which we neither want nor may disturb.
# For the time of the installation its services are kept from starting and its cluster from being created.
install_packages() (
    # Not under .run: whoever lets root install for him could not write there afterwards.
    log=$(mktemp /tmp/invoicing-install-XXXXXX.log)
    policy=/usr/sbin/policy-rc.d
    cluster=/etc/postgresql-common/createcluster.d/no-main-cluster.conf
    made=()
    trap 'rm -f -- "${made[@]}"' EXIT
    umask 022
    if [[ ! -e $policy ]]; then
        made+=("$policy")
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
    fi
    if [[ ! -e $cluster ]]; then
        made+=("$cluster")
        mkdir -p "${cluster%/*}"
        echo 'create_main_cluster = false' >"$cluster"
    fi

    # The package lists may be missing or out of date: then the first attempt fails, and a fresh list helps.
    if ! apt_install "$@" >"$log" 2>&1; then
        say packages 'fetching fresh package lists'
        if ! { apt-get update -qq && apt_install "$@"; } >>"$log" 2>&1; then
            tail -n 20 "$log" >&2
            die "could not install $* (above: the end of $log). Check the network and /etc/apt/sources.list, then try again."
        fi
    fi

    # Nor shall it come up with the next boot.
    for package; do
        case $package in
            rabbitmq-server) service=rabbitmq-server ;;
            openssh-server) service=ssh ;;
            *) continue ;;
        esac
        if command -v systemctl >/dev/null; then systemctl disable "$service" >>"$log" 2>&1 || true; fi
    done
    rm -- "$log"
)
