#!/usr/bin/env bash
# Shows the whole flow on this machine: real PostgreSQL and RabbitMQ, a simulated Retail Pro, the service, 200 orders and more.
#   infra/demo.sh          leaves everything running until Ctrl-C, to look around
#   infra/demo.sh --once   ends by itself
# Installs what is missing (as root), needs no configuration, leaves nothing running.
set -euo pipefail
root=$(CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"
# shellcheck source=infra/demo-lib.sh
source infra/demo-lib.sh

case ${1-} in
    '') once=false ;;
    --once) once=true ;;
    *) echo "demo.sh: '$1' is not known; usage: infra/demo.sh [--once]" >&2; exit 2 ;;
esac

step "1/7 tools, servers, build"
need_tools
start_servers
dotnet build src/Invoicing.Host -c Release -v quiet
fresh_installation

step "2/7 the simulated Retail Pro and the service start"
start_simulator
# As if somebody had mistyped a setting in Retail Pro: it refuses this one order.
faults '{"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"1042"}]}'
invoicing migrate
start_service
invoicing check

step "3/7 the OMS publishes: the sample orders, and 200 generated ones, some of them bad"
invoicing generate --orders 200 --seed 7 --include-unreadable --output "$work/orders.jsonl"
invoicing publish tests/samples/orders/*.json
invoicing publish "$work/orders.jsonl" || echo "(the generated file holds broken lines on purpose)"

step "4/7 orders are invoiced"
await_quiet

step "5/7 the outcome"
show_states
show_stock
show_failures

step "6/7 order 1042 was refused; the cause is mended, and its entry is moved back as the RabbitMQ console does it"
invoicing orders show 1042
faults '{}'
move_messages invoice-order_error invoice-order
await_state 1042 Completed
await_quiet
show_states

step "7/7 where to look"
show_places
if ! $once; then
    echo "Ctrl-C ends the demo."
    wait_for_interrupt
fi
