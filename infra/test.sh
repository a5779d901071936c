#!/usr/bin/env bash
# Builds everything and runs the tests, on real servers. Installs what is missing (as root), needs no configuration.
set -euo pipefail
exec </dev/null
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

usage() {
    cat <<'HELP'
usage: infra/test.sh [--all]

  without --all  unit tests, a selection of integration tests, of pages in a browser and of faults
  --all          all tests, more faults, and the benchmark's own check: some fifty minutes on two processors
HELP
}

# The faults are those that the integration tests have not, which kill the service, restart servers and cut lines, too.
case $# in
    0) steps=6 selection=(--filter 'Takes!=long') faults=(--fault kill-after-answer,freeze,duplicates --orders 100) ;;
    1) case $1 in
           --all) steps=7 selection=() faults=(--fault kill-after-answer,freeze,duplicates,moved-back --orders 200) ;;
           --help) usage; exit ;;
           *) usage >&2; exit 2 ;;
       esac ;;
    *) usage >&2; exit 2 ;;
esac

begun=0
step() { begun=$((begun + 1)); printf '\n== %d/%d %s (%d s)\n' "$begun" "$steps" "$1" "$SECONDS"; }

if ! command -v dotnet >/dev/null; then
    echo "test.sh: the .NET SDK is missing. Install version 10 (package dotnet-sdk-10.0, or https://dot.net)." >&2
    exit 1
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

step "servers"
infra/servers.sh install-for-tests
if ! infra/servers.sh status >/dev/null 2>&1; then
    # Ours to end: a clone that is deleted afterwards must leave no servers behind.
    trap 'printf "\n== stopping the servers (%d s)\n" "$SECONDS"; infra/servers.sh stop' EXIT
    infra/servers.sh start
fi
eval "$(infra/servers.sh env)"

# The vendor's own client, which one test runs against the simulated VTEX. Where it is missing, the test is skipped.
client=tests/Invoicing.IntegrationTests/VtexClient
if ! command -v npm >/dev/null; then
    echo "npm is missing (package npm): the test with VTEX's own client is skipped"
elif ! npm ci --prefix "$client" --ignore-scripts --no-audit --no-fund --loglevel=error; then
    echo "npm could not install $client: the test with VTEX's own client is skipped"
fi

# The judge of the alert rules and of the dashboard, unpacked only: its package would start a server.
tools=$root/.run/tools
export PATH=$PATH:$tools/usr/bin
if ! command -v promtool >/dev/null; then
    mkdir -p "$tools"
    (cd "$tools" && { apt-get -qq download prometheus || { apt-get -qq update && apt-get -qq download prometheus; }; } \
        && dpkg -x prometheus_*.deb . && rm prometheus_*.deb) >/dev/null 2>&1 \
        || echo "promtool is missing (package prometheus): the tests of the alert rules and of the dashboard are skipped"
fi

step "build"
dotnet build Invoicing.sln -c Release -v quiet -warnaserror

# Prints the runner's lines as they come, adds its counts up and keeps what it says of failed tests for the end: hundreds of lines come after.
passed=0 failed=0 failures=
run_tests() {
    local log status=0
    log=$(mktemp)
    dotnet test "$1" -c Release --no-build --logger "console;verbosity=$2" "${selection[@]}" 2>&1 | tee "$log" || status=$?
    passed=$((passed + $(sed -nE 's/.*Passed: +([0-9]+).*/\1/p' "$log" | tail -n 1 | grep . || echo 0)))
    failed=$((failed + $(sed -nE 's/.*Failed: +([0-9]+).*/\1/p' "$log" | tail -n 1 | grep . || echo 0)))
    failures+=$(awk '/^  (Passed|Skipped) / || /^\[xUnit/ || /^(Passed|Failed)!/ || /^Test Run / { on = 0 }
                     /^  Failed / { on = 60 }
                     on-- > 0' "$log")$'\n'
    rm -f "$log"
    if ((status != 0 && failed == 0)); then failed=1; fi
}

step "unit tests"
run_tests tests/Invoicing.Tests minimal

step "integration tests: real RabbitMQ, PostgreSQL, HTTP, SMTP and processes, several at a time"
run_tests tests/Invoicing.IntegrationTests normal

step "the pages in a browser, with script and without, in light and dark, wide and narrow; a line a test"
run_tests tests/Invoicing.BrowserTests normal

# Prints what a program prints; it counts as one test.
run_program() {
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

step "faults: the service killed and frozen, messages repeated; a line a fault, some one and a half minutes each"
results=$(mktemp)
run_program env INVOICING_BUILT=1 infra/torture.sh "${faults[@]}" --results "$results"
rm -f "$results"

if ((steps == 7)); then
    step "benchmark: that it works and every order is invoiced once; asserts no speed"
    run_program infra/bench.sh --smoke
fi

if [[ $failures =~ [^[:space:]] ]]; then printf '\n== what failed\n%s\n' "$failures"; fi
printf '\nDone after %d s.\n%d passed, %d failed\n' "$SECONDS" "$passed" "$failed"
((failed == 0))
