#!/usr/bin/env bash
# A private PostgreSQL and RabbitMQ for this clone, from Debian's packages, without Docker. Run it without arguments for help.
set -euo pipefail
umask 077
exec </dev/null

usage() {
    cat <<'HELP'
usage: infra/servers.sh COMMAND [postgres|rabbitmq]

  start      starts the servers, installs what is missing (as root), creates the database
  stop       stops them; the data stay
  restart    stop and start
  kill       ends them with SIGKILL, as a power cut would, to see what survives
  status     tells what is up and where; exit code 0 if both are, else 3
  env        prints the settings of the program:  eval "$(infra/servers.sh env)"
  rabbitmqctl ARGUMENTS...   RabbitMQ's own command line, on this broker
  install    installs the packages and nothing else
  install-for-tests   installs what the tests need besides: OpenSSH, of which they run a server of their own, and the browser Chromium
  remove     stops both and deletes all their data

Data and passwords are under .run/ of the repository, or under INVOICING_RUN_DIR. Everything listens on loopback only.
HELP
}

here=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
run=$(realpath -m -- "${INVOICING_RUN_DIR:-$here/../.run}")
# shellcheck source=infra/lib.sh
source "$here/lib.sh"
# The servers' users may not be able to enter the caller's folder, and his settings are not meant for these servers.
cd /
for name in "${!PG@}"; do unset "$name"; done

# --- what is remembered ----------------------------------------------------------------------------------------------

# First choice of ports. They lie below the range from which the system takes the ports of outgoing connections (32768):
# inside it, a client's connection can hold a server's port while that server restarts.
postgres_port=28430 amqp_port=28431 management_port=28432 distribution_port=28433 epmd_port=28434
node='' postgres_password='' rabbitmq_password='' home=''
remembered=(home node postgres_port amqp_port management_port distribution_port epmd_port postgres_password rabbitmq_password)

remember() {
    local name
    home=$run
    for name in "${remembered[@]}"; do printf '%s=%q\n' "$name" "${!name}"; done >"$data/settings.new"
    mv -- "$data/settings.new" "$data/settings"
}

# False if nothing was ever started here, or if .run is only a copy of another clone's: its servers are not ours to touch.
recall() {
    data=$(realpath -m -- "$run/servers")
    if [[ ! -e $data/settings ]]; then return 1; fi
    if [[ ! -O $data/settings ]]; then
        die "$data belongs to $(stat -c %U -- "$data/settings"). Run this as that user, or choose another folder with INVOICING_RUN_DIR."
    fi
    # shellcheck source=/dev/null
    source "$data/settings"
    [[ $home == "$run" || ! -e $home/servers/settings ]]
}

secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

create_place() {
    local reason='' elsewhere
    if [[ -e $run/servers || -L $run/servers ]]; then
        say place "$run/servers was not made here: a copy of another clone's? Setting it aside as servers.copied"
        rm -rf -- "$run/servers.copied"
        mv -- "$run/servers" "$run/servers.copied"
    fi
    if [[ $run == *\'* ]]; then
        reason="RabbitMQ cannot live under a folder with a quote in its name"
    elif ! { as postgres test -x "$run" && as rabbitmq test -x "$run"; }; then
        reason="users postgres and rabbitmq cannot enter $run" # a clone under /root, for instance
    fi
    if [[ -n $reason ]]; then
        if ((EUID == 0)); then elsewhere=/var/lib; else elsewhere=${XDG_STATE_HOME:-$HOME/.local/state}; fi
        mkdir -p -- "$elsewhere"
        ln -s -- "$(mktemp -d "$elsewhere/invoicing-XXXXXXXX")" "$run/servers"
        say place "$reason: the data are in $(realpath -- "$run/servers")"
    else
        mkdir -- "$run/servers"
    fi
    data=$(realpath -- "$run/servers")
    chmod 711 -- "$data"
    node=invoicing-$(secret | head -c 8)@localhost
    postgres_password=$(secret)
    rabbitmq_password=$(secret)
}

lock() {
    exec 8<"$run"
    if ! flock -n 8; then
        say lock "waiting for another servers.sh that works on $run"
        flock -w 300 8 || die "another servers.sh has been working on $run for five minutes. See: ps -ef | grep servers.sh"
    fi
}

# Two clones that start at the same time must not choose the same ports: one machine-wide lock, held until all are taken.
lock_machine() {
    exec 9</tmp
    if ! flock -n 9; then
        say lock 'waiting for the servers of another clone to start'
        flock -w 300 9 || die 'the servers of another clone have been starting for five minutes. See: ps -ef | grep servers.sh'
    fi
}

# --- PostgreSQL ------------------------------------------------------------------------------------------------------

# A cluster can be opened only by the major version that created it.
postgres_program() {
    local version='*'
    if [[ -e $data/postgres/data/PG_VERSION ]]; then version=$(<"$data/postgres/data/PG_VERSION"); fi
    newest "/usr/lib/postgresql/$version/bin/$1"
}

postgres_pid() {
    local pid
    pid=$(head -n 1 "$data/postgres/data/postmaster.pid" 2>/dev/null) && is_running "$pid" "$data/postgres/data" && echo "$pid"
}

postgres_address() { echo "127.0.0.1:$postgres_port, database invoicing"; }

postgres_answers() { "$(postgres_program pg_isready)" -q -t 3 -h 127.0.0.1 -p "$postgres_port"; }

create_cluster() {
    local dir=$data/postgres
    say postgres 'creating the cluster'
    mkdir -p -- "$dir"
    rm -rf -- "$dir/new"
    printf '%s\n' "$postgres_password" >"$dir/password"
    give postgres "$dir"
    if ! as postgres "$(postgres_program initdb)" -D "$dir/new" -U invoicing --pwfile="$dir/password" \
        -A scram-sha-256 -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1; then
        tail -n 20 "$dir/initdb.log" >&2
        die "PostgreSQL's initdb failed (above: the end of $dir/initdb.log)."
    fi
    rm -- "$dir/password"
    # No Unix socket: its path may be no longer than 107 characters, and a clone's often is.
    cat >>"$dir/new/postgresql.conf" <<'CONF'

listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
CONF
    mv -- "$dir/new" "$dir/data"
}

create_database() {
    local psql
    psql=$(postgres_program psql)
    ask() { PGPASSWORD=$postgres_password "$psql" -h 127.0.0.1 -p "$postgres_port" -U invoicing -d postgres -XAtqc "$1"; }
    if [[ -z $(ask "select 1 from pg_database where datname = 'invoicing'") ]]; then ask 'create database invoicing'; fi
}

start_postgres() {
    local pid log=$data/postgres/log
    if pid=$(postgres_pid) && postgres_answers; then
        say postgres "already up on $(postgres_address)"
        return
    fi
    if ! postgres_program postgres >/dev/null; then
        die "$data/postgres needs PostgreSQL $(<"$data/postgres/data/PG_VERSION"). Install that, or begin anew: infra/servers.sh remove"
    fi
    if [[ ! -e $data/postgres/data ]]; then create_cluster; fi
    if [[ -z $pid ]]; then
        say postgres 'starting'
        set_aside "$log"
        detach postgres "$log" "$(postgres_program postgres)" -D "$data/postgres/data" -p "$postgres_port"
        pid=$!
    fi
    if ! await_answer postgres 120 "$pid" postgres_answers; then
        tail -n 20 "$log" >&2
        die "PostgreSQL did not start (above: the end of $log)."
    fi
    create_database
    say postgres "up on $(postgres_address)"
}

stop_postgres() {
    local pid
    if ! pid=$(postgres_pid); then
        say postgres 'not running'
        return
    fi
    kill -INT "$pid" # a "fast" shutdown: it does not wait until the clients have gone
    await_end 60 "$pid" || die "PostgreSQL (pid $pid) did not stop within 60 s; see $data/postgres/log. To force it: infra/servers.sh kill"
    say postgres stopped
}

# --- RabbitMQ --------------------------------------------------------------------------------------------------------

# Not the wrapper in /usr/sbin: that one writes to the system's folders.
rabbitmq_program() { newest '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server'; }

rabbitmq_pid() {
    local pid
    pid=$(cat "$data/rabbitmq/pid" 2>/dev/null) && is_running "$pid" "$data/rabbitmq" && echo "$pid"
}

epmd_pid() {
    local pid
    pid=$(cat "$data/epmd.pid" 2>/dev/null) && is_running "$pid" "$epmd_port" && echo "$pid"
}

rabbitmq_address() { echo "127.0.0.1:$amqp_port, management http://127.0.0.1:$management_port"; }

# The password goes through a pipe, as arguments can be read by everyone on the machine.
rabbitmq_answers() {
    is_taken "$amqp_port" &&
        curl -qfsS --noproxy '*' -m 5 -o /dev/null -K - "http://127.0.0.1:$management_port/api/overview" 2>/dev/null \
            <<<"user = \"invoicing:$rabbitmq_password\""
}

configure_rabbitmq() {
    local dir=$data/rabbitmq
    mkdir -p -- "$dir"
    if [[ ! -e $dir/.erlang.cookie ]]; then secret >"$dir/.erlang.cookie"; fi
    chmod 400 -- "$dir/.erlang.cookie"
    echo '[rabbitmq_management,rabbitmq_shovel,rabbitmq_shovel_management].' >"$dir/enabled_plugins"
    # An own file, even if empty: without it the system's is read.
    : >"$dir/rabbitmq-env.conf"
    # The default limit of free disk space is meant for a server that has the disk to itself.
    cat >"$dir/rabbitmq.conf" <<CONF
listeners.tcp.1 = 127.0.0.1:$amqp_port
management.tcp.ip = 127.0.0.1
management.tcp.port = $management_port
default_user = invoicing
default_pass = $rabbitmq_password
loopback_users.invoicing = true
disk_free_limit.absolute = 200MB
CONF
    give rabbitmq "$dir"
}

start_rabbitmq() {
    local pid dir=$data/rabbitmq log=$data/rabbitmq/start.log
    if pid=$(rabbitmq_pid) && rabbitmq_answers; then
        say rabbitmq "already up on $(rabbitmq_address)"
        return
    fi
    if [[ -z $pid ]]; then
        say rabbitmq 'starting; this takes about ten seconds'
        configure_rabbitmq
        # epmd tells Erlang's nodes of each other. The broker would start one by itself, but not one that we could stop:
        # it outlives the broker.
        if ! epmd_pid >/dev/null; then
            detach rabbitmq "$dir/epmd.log" epmd -port "$epmd_port" -address 127.0.0.1
            echo $! >"$data/epmd.pid"
        fi
        set_aside "$log"
        # Nothing of the caller's environment: it may hold settings of another RabbitMQ. As if under systemd, the start
        # script becomes the broker instead of waiting beside it; the broker's own pid file goes before the broker does.
        detach rabbitmq "$log" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$dir" \
            RUNNING_UNDER_SYSTEMD=true \
            RABBITMQ_NODENAME="$node" \
            RABBITMQ_CONF_ENV_FILE="$dir/rabbitmq-env.conf" \
            RABBITMQ_CONFIG_FILE="$dir/rabbitmq.conf" \
            RABBITMQ_ADVANCED_CONFIG_FILE="$dir/advanced.config" \
            RABBITMQ_GENERATED_CONFIG_DIR="$dir/generated" \
            RABBITMQ_ENABLED_PLUGINS_FILE="$dir/enabled_plugins" \
            RABBITMQ_MNESIA_BASE="$dir/data" \
            RABBITMQ_LOG_BASE="$dir/log" \
            RABBITMQ_DIST_PORT="$distribution_port" \
            ERL_EPMD_PORT="$epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 \
            ERL_CRASH_DUMP="$dir/erl_crash.dump" \
            RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}' \
            "$(rabbitmq_program)"
        pid=$!
        echo "$pid" >"$dir/pid"
    fi
    if ! await_answer rabbitmq 120 "$pid" rabbitmq_answers; then
        tail -n 20 "$log" >&2
        die "RabbitMQ did not start (above: the end of $log; more in $dir/log/)."
    fi
    say rabbitmq "up on $(rabbitmq_address)"
}

stop_rabbitmq() {
    local pid
    if pid=$(rabbitmq_pid); then
        kill -TERM "$pid"
        await_end 60 "$pid" || die "RabbitMQ (pid $pid) did not stop within 60 s; see $data/rabbitmq/log/. To force it: infra/servers.sh kill"
        say rabbitmq stopped
    else
        say rabbitmq 'not running'
    fi
    if pid=$(epmd_pid); then
        kill -TERM "$pid"
        await_end 5 "$pid" || die "RabbitMQ's epmd (pid $pid) did not stop."
    fi
}

# Its own wrapper would read the system's settings and cookie.
rabbitmq_ctl() {
    recall || die 'never started here. Start with: infra/servers.sh start'
    as rabbitmq env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME="$data/rabbitmq" \
        RABBITMQ_NODENAME="$node" RABBITMQ_CONF_ENV_FILE="$data/rabbitmq/rabbitmq-env.conf" ERL_EPMD_PORT="$epmd_port" ERL_EPMD_ADDRESS=127.0.0.1 \
        "$(newest '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmqctl')" "$@"
}

# --- both ------------------------------------------------------------------------------------------------------------

# each VERB: for all chosen servers at the same time.
each() {
    local name pid pids=() failed=0
    for name in "${servers[@]}"; do
        "$1" "$name" &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
    return "$failed"
}

start() { "start_$1"; }
stop() { "stop_$1"; }

slay() {
    local pid pids
    if ! pid=$("$1_pid"); then
        say "$1" 'not running'
        return
    fi
    kill -STOP "$pid" # so that it has no more children while we count them
    mapfile -t pids < <(family "$pid")
    kill -KILL "${pids[@]}" 2>/dev/null || true
    await_end 10 "${pids[@]}" || die "$1 (pid $pid) has not died of SIGKILL; it may hang in the kernel, on a dead disk for instance."
    # PostgreSQL would take a dead process that nobody has waited for to be its still living predecessor.
    if [[ $1 == postgres ]]; then rm -f -- "$data/postgres/data/postmaster.pid"; fi
    say "$1" "killed (pid $pid)"
}

# Whose port somebody else has taken while it was not running moves on.
choose_ports() {
    local name port
    for name in postgres_port:postgres amqp_port:rabbitmq management_port:rabbitmq distribution_port:rabbitmq epmd_port:epmd; do
        if "${name#*:}_pid" >/dev/null; then continue; fi
        name=${name%:*}
        port=$(free_port "${!name}")
        if [[ $port != "${!name}" ]]; then
            say ports "${name%_port}: ${!name} is taken, using $port"
            printf -v "$name" %s "$port"
        fi
    done
}

install() {
    local missing=()
    newest '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
    newest '/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server' >/dev/null || missing+=(rabbitmq-server)
    command -v curl >/dev/null || missing+=(curl)
    install_missing install "${missing[@]}"
}

# Whoever only wants the servers needs none of this.
install_for_tests() {
    local missing=()
    [[ -x /usr/sbin/sshd ]] || missing+=(openssh-server)
    command -v sftp >/dev/null && command -v ssh-keygen >/dev/null || missing+=(openssh-client)
    [[ -x ${INVOICING_CHROMIUM:-/usr/bin/chromium} ]] || missing+=(chromium fonts-dejavu-core)
    install_missing install-for-tests "${missing[@]}"
}

install_missing() {
    local verb=$1 missing=("${@:2}")
    if ((${#missing[@]} == 0)); then return; fi
    command -v apt-get >/dev/null || die "${missing[*]} missing, and there is no apt-get here. With Docker: docker compose up"
    ((EUID == 0)) || die "${missing[*]} missing. Install with: sudo $(printf %q "$here/servers.sh") $verb"
    say packages "installing ${missing[*]}; this may take a minute"
    install_packages "${missing[@]}"
}

make_run_folder() {
    (umask 022 && mkdir -p -- "$run")
    if [[ ! -e $run/.gitignore ]]; then echo '*' >"$run/.gitignore"; fi
}

start_servers() {
    make_run_folder
    lock
    if ! recall || ! status >/dev/null; then
        lock_machine
        install
        recall || create_place
        choose_ports
        remember
    fi
    each start
}

status() {
    local name pid all_up=0
    for name in postgres rabbitmq; do
        if ! pid=$("${name}_pid"); then
            printf '%-9s down\n' "$name"
            all_up=3
        elif ! "${name}_answers"; then
            printf '%-9s running but not answering  pid %s  %s\n' "$name" "$pid" "$("${name}_address")"
            all_up=3
        else
            printf '%-9s up    pid %-7s %s\n' "$name" "$pid" "$("${name}_address")"
        fi
    done
    printf '%-9s %s\n' data "$data"
    return "$all_up"
}

print_env() {
    printf 'export %s=%q\n' \
        Postgres__ConnectionString "Host=127.0.0.1;Port=$postgres_port;Database=invoicing;Username=invoicing;Password=$postgres_password" \
        RabbitMq__Uri "amqp://invoicing:$rabbitmq_password@127.0.0.1:$amqp_port/" \
        RABBITMQ_CONSOLE "http://127.0.0.1:$management_port"
}

command_servers() {
    if ! recall; then
        echo 'never started here'
        return
    fi
    lock
    each "$1"
}

remove() {
    servers=(postgres rabbitmq)
    command_servers stop
    if recall; then
        rm -rf -- "$data" "$run/servers" "$run/servers.copied"
        say place "$data removed"
    fi
}

command=${1:-help}
if [[ $command == rabbitmqctl ]]; then
    rabbitmq_ctl "${@:2}"
    exit
fi
case ${2:-both} in
    both) servers=(postgres rabbitmq) ;;
    postgres | rabbitmq) servers=("$2") ;;
    *) die "there is no server '$2': it is postgres, rabbitmq, or nothing for both." ;;
esac

case $command in
    start) start_servers ;;
    stop) command_servers stop ;;
    restart)
        command_servers stop
        start_servers
        ;;
    kill) command_servers slay ;;
    remove) remove ;;
    install) install ;;
    install-for-tests) install_for_tests ;;
    status)
        if ! recall; then
            echo 'never started here; start with: infra/servers.sh start'
            exit 3
        fi
        status
        ;;
    env)
        recall || die 'never started here, so there are no settings yet. Start with: infra/servers.sh start'
        print_env
        ;;
    help | -h | --help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
