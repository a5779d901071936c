#!/usr/bin/env bash
# Runs the simulation: infra/simulate.sh --seed N --runs M. One seed is one run, replayed exactly; on a violation it prints the seed, what
# is wrong and everything that happened, and ends with 1. Further options: --trace yes, --all yes (goes on after a violation),
# --bug NAME (plants a bug, to see the checker go red).
set -euo pipefail
exec </dev/null
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

if ! command -v dotnet >/dev/null; then
    echo "simulate.sh: the .NET SDK is missing. Install version 10 (package dotnet-sdk-10.0, or https://dot.net)." >&2
    exit 1
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

dotnet build "$root/tests/Invoicing.Simulation" -c Release -v quiet -warnaserror >&2
exec dotnet "$root/tests/Invoicing.Simulation/bin/Release/net10.0/Invoicing.Simulation.dll" "$@"
