#!/usr/bin/env bash
# Shows the whole flow on this machine: real PostgreSQL and RabbitMQ, a simulated Retail Pro and VTEX, the service, 200 orders and more.
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

step "1/8 tools, servers, build"
need_tools
start_servers
dotnet build src/Invoicing.Host -c Release -v quiet
fresh_installation

step "2/8 the simulated systems and the service start"
start_simulators
# As if somebody had mistyped a setting in Retail Pro: it refuses this one order.
faults '{"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"1042"}]}'
invoicing migrate
start_service
invoicing check

step "3/8 the OMS publishes: the sample orders, and 200 generated ones, some of them bad"
invoicing generate --orders 200 --seed 7 --include-unreadable --output "$work/orders.jsonl"
invoicing publish tests/samples/orders/*.json
invoicing publish "$work/orders.jsonl" || echo "(the generated file holds broken lines on purpose)"

step "4/8 orders are invoiced"
await_quiet

step "5/8 the outcome"
show_states
show_stock
show_failures

step "6/8 order 1042 was refused; the cause is mended, and its entry is moved back as the RabbitMQ console does it"
invoicing orders show 1042
faults '{}'
move_messages invoice-order_error invoice-order
await_state 1042 Completed
await_quiet
show_states

step "7/8 three orders that came from VTEX: a whole one, one in two parts with a parcel, one with a wrong id that is corrected"
publish_from_vtex 2001 v2001-01
# The parcel left before the order was completed: it waits for its invoice.
publish_parcel 2002 INVPART2 JD014600003
publish_from_vtex 2002 v2002-01 '.items[1].invoiceNumber = "INVPART2"'
publish_from_vtex 2003 v9999-01
await_state 2001 Completed
await_state 2002 Completed
await_state 2003 Failed
invoicing orders show 2003 | grep -m 1 'has no order'
publish_from_vtex 2003 v2003-01 '.completedAt = "2026-03-07T10:00:00-06:00"'
await_state 2003 Completed
invoicing vtex event 2002 --description "Collected" --city "Santa Tecla" --at 2026-03-06T10:00 --reason "the demo"
await_quiet
show_told

step "8/8 where to look"
show_places
if ! $once; then
    echo "Ctrl-C ends the demo."
    wait_for_interrupt
fi
