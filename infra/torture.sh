#!/usr/bin/env bash
# Real processes under faults: see docs/reliability.md. With --help: what can be asked for.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
if [[ ${INVOICING_BUILT:-} != 1 ]]; then
    dotnet build "$root/tests/Invoicing.Torture" -c Release -v quiet -warnaserror >&2
fi
exec dotnet "$root/tests/Invoicing.Torture/bin/Release/net10.0/Invoicing.Torture.dll" "$@"
