#!/usr/bin/env bash
# Shows the whole flow on this machine: real PostgreSQL and RabbitMQ, simulated Retail Pro, VTEX and Emporix, the service, 200 orders and more.
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

step "1/9 tools, servers, build"
need_tools
start_servers
dotnet build src/Invoicing.Host -c Release -v quiet
fresh_installation

step "2/9 the simulated systems and the service start"
start_simulators
# As if somebody had mistyped a setting in Retail Pro: it refuses this one order.
faults '{"rules":[{"operation":"invoice","kind":"status","status":400,"orderNo":"1042"}]}'
invoicing migrate
start_service
invoicing check
invoicing console sign-in --name you --role admin --reason "the demo"

step "3/9 the OMS publishes: the sample orders, and 200 generated ones, some of them bad"
invoicing generate --orders 200 --seed 7 --include-unreadable --output "$work/orders.jsonl"
invoicing publish tests/samples/orders/*.json
invoicing publish "$work/orders.jsonl" || echo "(the generated file holds broken lines on purpose)"

step "4/9 orders are invoiced"
await_quiet

step "5/9 the outcome"
show_states
show_stock
show_failures

step "6/9 order 1042 was refused; the cause is mended, and its entry is moved back as the RabbitMQ console does it"
invoicing orders show 1042
faults '{}'
move_messages invoice-order_error invoice-order
await_state 1042 Completed
await_quiet
show_states

step "7/9 three orders that came from VTEX: a whole one, one in two parts with a parcel, one with a wrong id that is corrected"
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

step "8/9 invoice jobs of an Emporix tenant: one by hand, with a declined card that is cured, and an automatic one"
set_up_emporix
put_into_emporix o-1 100
put_into_emporix o-2 100 "card expired"
invoice_job '{"jobType":"MANUAL","orderIds":["o-1","o-2"]}'
echo "The customer pays with another card."
put_payment o-2
invoice_job '{"jobType":"MANUAL","orderIds":["o-2"]}'
put_into_emporix o-3 97
put_into_emporix o-4 95
invoice_job '{"jobType":"AUTOMATIC"}'
show_captured
invoicing emporix invoice o-1 --tenant acme --pdf "$work/invoice.pdf"

step "9/9 where to look"
show_places
if ! $once; then
    echo "Ctrl-C ends the demo."
    wait_for_interrupt
fi
