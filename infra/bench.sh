#!/usr/bin/env bash
# Measures throughput, CPU, latency and memory against a program written by hand, on servers of its own.
set -euo pipefail
exec </dev/null
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

usage() {
    cat <<'HELP'
usage: infra/bench.sh --smoke | --all | --stage NAME... | --other DLL [--other-name NAME] [--rounds N] | --report

  --smoke   two minutes: everything works, and every order is invoiced once; asserts no speed
  --all     every stage; takes about two hours, best on a machine that does nothing else
  --stage   throughput, two-store, slow-retail-pro, latency, backlog, history, vtex, emporix, reconcile
            or idle
  --other   throughput in turn with another build of the service, .../invoicing.dll: ratios of this one to it, round by round;
            NAME is what results call it (its commit), N how many rounds (5; one takes about five minutes)
  --report  writes docs/performance.md and docs/performance.svg from the results there are

Results are kept in .run/bench/results/COMMIT, a file a run. A run that has a result is not made again, so an interrupted
measurement goes on where it was. With BENCH_LOCK=FILE every run holds a lock (flock) on that file, so that measurements take turns.
HELP
}

wrong() {
    usage >&2
    exit 2
}

case ${1:-} in
    --smoke | --all | --report) (($# == 1)) || wrong ;;
    --stage) (($# > 1)) || wrong ;;
    --other)
        (($# % 2 == 0)) || wrong
        name='' rounds=5
        for ((i = 3; i < $#; i += 2)); do
            case ${!i} in
                --other-name) name=${*:i+1:1} ;;
                --rounds) rounds=${*:i+1:1} ;;
                *) wrong ;;
            esac
        done
        other=$(realpath -e -- "$2")
        if [[ -z $name ]]; then
            name=$(dotnet "$other" --version)
            name=${name##*+} name=${name:0:10}
        fi
        ;;
    *) wrong ;;
esac
cd "$root"

commit=$(git log -1 --format=%h --abbrev=10 -- src tests)
if [[ -n $(git status --porcelain -- src tests) ]]; then commit+=-changed; fi
results=$root/.run/bench/results/$commit
program=tests/Invoicing.Benchmarks/bin/Release/net10.0/Invoicing.Benchmarks.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet build tests/Invoicing.Benchmarks -c Release -v quiet -warnaserror
if [[ $1 == --report ]]; then
    exec dotnet "$program" report "$root/.run/bench/results" "$root/docs"
fi

# Nobody else's work on these servers, and none of ours left in them.
export INVOICING_RUN_DIR=${BENCH_RUN_DIR:-$root/.run/bench}
infra/servers.sh start
trap 'infra/servers.sh remove' EXIT
eval "$(infra/servers.sh env)"

case $1 in
    --smoke) dotnet "$program" smoke "$(mktemp -d)" ;;
    --all) dotnet "$program" measure "$results" ;;
    --stage) dotnet "$program" measure "$results" "${@:2}" ;;
    --other) dotnet "$program" against "$results" "$rounds" "$name" "$other" ;;
esac
