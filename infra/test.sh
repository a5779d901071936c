#!/usr/bin/env bash
# Builds everything and runs every test, on real servers. Installs what is missing (as root), needs no configuration.
set -euo pipefail
exec </dev/null
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

step() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

if ! command -v dotnet >/dev/null; then
    echo "test.sh: the .NET SDK is missing. Install version 10 (package dotnet-sdk-10.0, or https://dot.net)." >&2
    exit 1
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

step "1/6 servers"
infra/servers.sh install-for-tests
if ! infra/servers.sh status >/dev/null 2>&1; then
    # Ours to end: a clone that is deleted afterwards must leave no servers behind.
    trap 'step "stopping the servers"; infra/servers.sh stop' EXIT
    infra/servers.sh start
fi
eval "$(infra/servers.sh env)"

step "2/6 build"
dotnet build Invoicing.sln -c Release -v quiet -warnaserror

# Prints the runner's lines as they come and adds its counts up.
passed=0 failed=0
run_tests() {
    local log status=0
    log=$(mktemp)
    dotnet test "$1" -c Release --no-build --logger "console;verbosity=$2" 2>&1 | tee "$log" || status=$?
    passed=$((passed + $(sed -nE 's/.*Passed: +([0-9]+).*/\1/p' "$log" | tail -n 1 | grep . || echo 0)))
    failed=$((failed + $(sed -nE 's/.*Failed: +([0-9]+).*/\1/p' "$log" | tail -n 1 | grep . || echo 0)))
    rm -f "$log"
    if ((status != 0 && failed == 0)); then failed=1; fi
}

step "3/6 fast tests"
run_tests tests/Invoicing.Tests minimal

step "4/6 integration tests: real RabbitMQ, PostgreSQL, HTTP, SMTP and processes; takes minutes"
run_tests tests/Invoicing.IntegrationTests normal

# Prints what a program prints; it counts as one test.
run_program() {
    if "$@"; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
}

step "5/6 faults: the service killed, frozen, cut off and fed with nonsense; about ten minutes"
results=$(mktemp)
run_program env INVOICING_BUILT=1 infra/torture.sh --selection --results "$results"
rm -f "$results"

step "6/6 benchmark: that it works and every order is invoiced once; asserts no speed"
run_program infra/bench.sh --smoke

printf '\nDone after %d s.\n%d passed, %d failed\n' "$SECONDS" "$passed" "$failed"
((failed == 0))
