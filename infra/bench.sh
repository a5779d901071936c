#!/usr/bin/env bash
# Measures throughput, CPU, latency and memory against a program written by hand, on servers of its own.
set -euo pipefail
exec </dev/null
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

usage() {
    cat <<'HELP'
usage: infra/bench.sh --smoke | --all | --stage NAME... | --report

  --smoke   two minutes: everything works, and every order is invoiced once; asserts no speed
  --all     every stage; takes about an hour and a half, best on a machine that does nothing else
  --stage   throughput, two-store, slow-retail-pro, latency, backlog, history or idle
  --report  writes docs/performance.md and docs/performance.svg from the results there are

Results are kept in .run/bench/results/COMMIT, a file a run. A run that has a result is not made again, so an interrupted
measurement goes on where it was. With BENCH_LOCK=FILE every run holds a lock (flock) on that file, so that measurements take turns.
HELP
}

case ${1:-} in
    --smoke | --all | --report) (($# == 1)) || { usage >&2; exit 2; } ;;
    --stage) (($# > 1)) || { usage >&2; exit 2; } ;;
    *) usage >&2; exit 2 ;;
esac

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
esac
