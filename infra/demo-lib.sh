# shellcheck shell=bash
# The steps of demo.sh.

work=$PWD/.run/demo
program=src/Invoicing.Host/bin/Release/net10.0/invoicing.dll
pids=()
servers_are_ours=false

step() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

die() {
    printf 'demo.sh: %s\n' "$*" >&2
    exit 1
}

cleanup() {
    trap - EXIT INT TERM
    step "stopping what the demo started"
    local pid
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    if $servers_are_ours; then infra/servers.sh stop; fi
}

need_tools() {
    if ! command -v dotnet >/dev/null; then
        die "the .NET SDK is missing. Install version 10 (package dotnet-sdk-10.0, or https://dot.net)."
    fi
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
    if ! command -v jq >/dev/null; then
        if ((EUID != 0)); then die "jq is missing. Run: sudo apt-get install -y jq"; fi
        echo "installing jq"
        { apt-get install -y jq || { apt-get update && apt-get install -y jq; }; } >/dev/null 2>&1 </dev/null || die "jq could not be installed. Run: apt-get install -y jq"
    fi
}

start_servers() {
    trap cleanup EXIT
    trap 'exit 130' INT TERM
    if ! infra/servers.sh status >/dev/null 2>&1; then
        servers_are_ours=true
        infra/servers.sh start
    fi
    eval "$(infra/servers.sh env)"
}

# A virtual host and a database of the demo's own, empty at every start.
fresh_installation() {
    rm -rf "$work"
    mkdir -p "$work/mails"
    credentials=${RabbitMq__Uri#amqp://}
    credentials=${credentials%@*}
    broker DELETE vhosts/demo >/dev/null 2>&1 || true
    broker PUT vhosts/demo
    local administrator=$Postgres__ConnectionString
    export RabbitMq__Uri="${RabbitMq__Uri%/}/demo"
    export Postgres__ConnectionString="${Postgres__ConnectionString/Database=invoicing/Database=demo}"
    sql "$administrator" "drop database if exists demo with (force)"
    sql "$administrator" "create database demo"
    # The simulator refuses duplicates, and we say so; a real Retail Pro must be asked about first.
    export RetailPro__RefusesDuplicates=true Mail__Folder="$work/mails"
    # A report within the demo's time; with the default it comes five minutes after the first failure.
    export Mail__ReportAfter=00:00:05
}

# From a connection string of ours to psql's arguments.
sql() {
    local psql
    psql=$(command -v psql || ls /usr/lib/postgresql/*/bin/psql)
    value() { sed -nE "s/.*$1=([^;]*).*/\1/p" <<<"$2"; }
    PGPASSWORD=$(value Password "$1") "$psql" -qX -h "$(value Host "$1")" -p "$(value Port "$1")" -U "$(value Username "$1")" -d invoicing -c "$2" 2>/dev/null >&2
}

broker() { # METHOD PATH [JSON]
    curl -qfsS --noproxy '*' -K - -X "$1" "$RABBITMQ_CONSOLE/api/$2" -H 'content-type: application/json' ${3:+-d "$3"} <<<"user = \"$credentials\""
}

invoicing() { dotnet "$program" "$@"; }

start_simulators() {
    simulate retailpro
    export RetailPro__BaseUrl=$simulated
    echo "Retail Pro (simulated) listens on $RetailPro__BaseUrl"
    simulate vtex
    vtex=$simulated
    export Vtex__Accounts__acme__BaseUrl=$vtex Vtex__Accounts__acme__AppKey=demo Vtex__Accounts__acme__AppToken=demo
    echo "VTEX (simulated) listens on $vtex"
    simulate emporix
    emporix=$simulated
    service=http://127.0.0.1:$(free_port)
    export Emporix__BaseUrl=$emporix Emporix__Urls=$service
    export Emporix__Tenants__acme__ClientId=demo Emporix__Tenants__acme__ClientSecret=demo-secret-of-acme
    export Emporix__Tenants__acme__Seller__Name="Acme Shoes GmbH" Emporix__Tenants__acme__Seller__VatId=DE123456789
    export Emporix__ApiClients__shop__Secret=demo-secret-of-the-shop Emporix__ApiClients__shop__Tenant=acme
    echo "Emporix (simulated) listens on $emporix; its tenants call the service at $service"
}

free_port() { # [FIRST]
    local port first=${1-28480}
    for ((port = first; port < first + 500; port++)); do
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    done
    echo "$port"
}

# Leaves the address in $simulated.
simulate() { # SYSTEM
    dotnet "$program" simulate "$1" --urls http://127.0.0.1:0 >"$work/$1.log" 2>&1 </dev/null &
    pids+=($!)
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        simulated=$(grep -oE 'http://[0-9.:]+' "$work/$1.log" | head -n 1 || true)
        if [[ -n $simulated ]]; then return; fi
        sleep 0.2
    done
    die "the simulator does not start; see $work/$1.log"
}

# The sample order as one that came from VTEX, and the same order there.
publish_from_vtex() { # NUMBER VTEX-ID [JQ-FILTER]
    jq -c "del(.fiscalCredit) | .orderNo = \"$1\" | .orderId = \"M$1\" | .vtex = {account: \"acme\", orderId: \"$2\"} | ${3:-.}" \
        tests/samples/orders/split-home.json >"$work/$1.json"
    jq -c '{status: "handling", value: (.total * 100), items: [.items[] | select(.status != "Cancelled")
        | {id: "SKU\(.lineNo)", ean: .upc, quantity, price: (.price * 100)}]} | .items[2].id = "SKU1"' "$work/$1.json" \
        | curl -qfsS --noproxy '*' -X PUT "$vtex/simulator/orders/v$1-01" -H 'content-type: application/json' -d @- >/dev/null
    invoicing publish "$work/$1.json"
}

publish_parcel() { # NUMBER INVOICE TRACKING
    jq -nc --arg no "$1" --arg invoice "$2" --arg tracking "$3" \
        '{orderNo: $no, invoiceNumber: $invoice, trackingNumber: $tracking, courier: "DHL"}' >"$work/parcel-$1.json"
    invoicing publish "$work/parcel-$1.json"
}

show_told() {
    echo "VTEX was told:"
    curl -qfsS --noproxy '*' "$vtex/ledger" | jq -r '
        (.invoices[] | "  \(.type) \(.invoiceNumber) of order \(.orderId): \(.invoiceValue / 100)"),
        (.tracking[] | "  parcel \(.trackingNumber) of invoice \(.invoiceNumber)"),
        (.events[] | "  \(.body.events[0].description) at invoice \(.invoiceNumber)")'
}

# As a tenant's client calls the service, or Emporix puts something in.
call() { # PATH CURL-ARGUMENTS
    curl -qfsS --noproxy '*' -H "Authorization: Bearer $token" -H 'Content-Type: application/json' "$service/$1" "${@:2}"
}

set_up_emporix() {
    token=$(curl -qfsS --noproxy '*' --retry 20 --retry-delay 1 --retry-connrefused "$service/oauth/token" \
        -d grant_type=client_credentials -d client_id=shop -d client_secret="$Emporix__ApiClients__shop__Secret" | jq -r .access_token)
    call site/acme/sites/main -X PUT -d '{"code":"main","name":"Acme","defaultLanguage":"en","languages":["en"],"currency":"EUR",
        "includesTax":true,"shipToCountries":["DE"],"taxDeterminationBasedOn":"BILLING_ADDRESS","homeBase":{"timezone":"Europe/Berlin",
        "address":{"street":"Hafenweg","streetNumber":"1","zipCode":"20457","city":"Hamburg","country":"DE"}}}' >/dev/null
    call sequential-id/acme/schemas -d '{"name":"invoices","schemaType":"invoiceNoSequence","preText":"INV-__year__-","startValue":1,
        "maxValue":999999,"numberOfDigits":6}' >/dev/null
    call configuration/acme/configurations \
        -d '[{"key":"invoiceSettings","value":{"threshold":"96h","status":"CREATED,CONFIRMED","extendedOrderStatus":"70"}}]' >/dev/null
    echo "tenant acme has a site, a schema of numbers and invoiceSettings"
}

# Two pairs of sandals and shipping, paid by card.
put_into_emporix() { # ORDER HOURS-SINCE-DELIVERY [REFUSAL]
    jq -nc --arg id "$1" --argjson hours "$2" '{status: "CONFIRMED", siteCode: "main", currency: "EUR",
        customer: {firstName: "Rosa", lastName: "Núñez", email: "\($id)@example.test"},
        entries: [{id: "1", amount: 2, product: {sku: "SAN-38", name: "Sandal, size 38"},
            calculatedUnitPrice: {grossValue: 35.00, taxRate: 19}}],
        calculatedPrice: {totalShipping: {grossValue: 4.90, taxRate: 19}},
        billingAddress: {contactName: "Rosa Núñez", street: "Hauptstraße", streetNumber: "1", zipCode: "10115", city: "Berlin", country: "DE"},
        payments: [{method: "card", provider: "SPREEDLY", status: "AUTHORIZATION_SUCCESS", currency: "EUR", paidAmount: 0,
            authorizedAmount: 74.90, transactionId: "t-\($id)"}],
        mixins: {generalAttributes: {orderNumber: "A-\($id)", extendedOrderStatus: "70"},
            deliveryTime: {deliveryDate: (now - $hours * 3600 | todate)}}}' \
        | curl -qfsS --noproxy '*' -X PUT "$emporix/simulator/orders/$1" -H 'content-type: application/json' -d @- >/dev/null
    put_payment "$1" "${3-}"
}

put_payment() { # ORDER [REFUSAL]
    jq -nc --arg refusal "${2-}" '{authorised: 74.90} + (if $refusal == "" then {} else {refusal: $refusal} end)' \
        | curl -qfsS --noproxy '*' -X PUT "$emporix/simulator/transactions/t-$1" -H 'content-type: application/json' -d @- >/dev/null
}

invoice_job() { # BODY
    local job end=$((SECONDS + 60))
    job=$(call invoice/acme/jobs/invoices -d "$1" | jq -r .jobId)
    until [[ $(call "invoice/acme/jobs/invoices/$job" | jq -r .jobStatus) == DONE ]]; do
        if ((SECONDS > end)); then die "job $job is not done within a minute; see $work/service.log"; fi
        sleep 1
    done
    call "invoice/acme/jobs/invoices/$job" \
        | jq -r '"\(.jobType) job \(.jobStatus)", (.orders[] | "  \(.orderId): \(.orderStatus) \(.invoiceNumber // "") \(.message // "")")'
}

show_captured() {
    echo "The payment gateway has captured:"
    curl -qfsS --noproxy '*' "$emporix/ledger" | jq -r '.captures[] | "  \(.transactionId): \(.amount) \(.currency)"'
}

start_service() {
    # Links of mails and of the sign-in lead to it.
    console=http://127.0.0.1:$(free_port 5480)
    export Http__Urls=$console Console__PublicUrl=$console
    dotnet "$program" serve >"$work/service.log" 2>&1 </dev/null &
    pids+=($!)
    echo "the service runs; its log: .run/demo/service.log"
}

faults() { curl -qfsS --noproxy '*' -X PUT "$RetailPro__BaseUrl/faults" -H 'content-type: application/json' -d "$1" >/dev/null; }

totals() { invoicing orders list --limit 1 --output json | jq -c .totals; }

# Until no queue holds a message and no order is on its way, twice in a row.
await_quiet() {
    local quiet=0 waiting states line='' last='' end=$((SECONDS + 300))
    while ((quiet < 2)); do
        if ((SECONDS > end)); then die "orders are still on their way after five minutes; see $work/service.log"; fi
        waiting=$(broker GET queues/demo | jq '[.[] | select(.name | endswith("_error") | not) | .messages // 0] | add')
        states=$(totals)
        line="$(jq -r 'to_entries | map(select(.value > 0) | "\(.key) \(.value)") | join(", ")' <<<"$states"); messages waiting: $waiting"
        if [[ $line != "$last" ]]; then printf '%4d s  %s\n' "$SECONDS" "$line"; fi
        last=$line
        if ((waiting == 0)) && jq -e '((.Invoicing // 0) + (.Transferring // 0) + (.Delivering // 0)) == 0 and ((. | add) > 0)' <<<"$states" >/dev/null; then
            quiet=$((quiet + 1))
        else
            quiet=0
        fi
        sleep 2
    done
}

await_state() { # ORDER STATE
    local end=$((SECONDS + 60))
    until [[ $(invoicing orders show "$1" --output json | jq -r .state) == "$2" ]]; do
        if ((SECONDS > end)); then die "order $1 did not become $2 within a minute; see $work/service.log"; fi
        sleep 1
    done
    echo "order $1 is $2"
}

show_states() { totals | jq -r 'to_entries[] | select(.value > 0) | "  \(.key): \(.value)"'; }

show_stock() {
    local ledger
    ledger=$(curl -qfsS --noproxy '*' "$RetailPro__BaseUrl/ledger")
    jq -r '"\nRetail Pro holds \(.invoices | length) invoices and \(.slips | length) transfer slips. Units moved between stores, the ten largest:",
        ([.slips[] | {way: "\(.fromStore) to \(.toStore)", units: .body.TotalQty}] | group_by(.way)
            | map({way: .[0].way, units: (map(.units) | add)}) | sort_by(-.units)[:10][] | "  \(.way): \(.units)")' <<<"$ledger"
}

# Until the report has come: it waits for what else fails.
await_mails() {
    local end=$((SECONDS + 30))
    until compgen -G "$work/mails/*.eml" >/dev/null; do
        if ((SECONDS > end)); then die "no mail has come within half a minute; see $work/service.log"; fi
        sleep 1
    done
}

show_failures() {
    printf '\nOrders that need a person:\n'
    invoicing orders list --state Failed --limit 10
    await_mails
    printf '\nMails to operations, in .run/demo/mails:\n'
    grep -h -m 1 '^Subject:' "$work"/mails/*.eml | sed 's/^/  /' || echo "  none"
}

# What "Move messages" of the RabbitMQ console does.
move_messages() { # FROM TO
    broker PUT "parameters/shovel/demo/Move%20from%20$1" "{\"component\":\"shovel\",\"vhost\":\"demo\",\"name\":\"Move from $1\",\"value\":{
        \"src-uri\":\"amqp:///demo\",\"src-queue\":\"$1\",\"src-protocol\":\"amqp091\",\"src-prefetch-count\":1000,\"src-delete-after\":\"queue-length\",
        \"dest-uri\":\"amqp:///demo\",\"dest-queue\":\"$2\",\"dest-protocol\":\"amqp091\",\"dest-add-forward-headers\":false,\"ack-mode\":\"on-confirm\"}}"
    echo "moved back: $1 to $2"
}

show_places() {
    if ! $once; then invoicing console sign-in --name you --role admin --reason "the demo"; fi
    cat <<PLACES
the console        $console: what failed and why ($console/failures), retry all of a cause and watch it,
                   an order's stores and what happened to it ($console/orders/1042), who did what ($console/audit)
RabbitMQ console   $RABBITMQ_CONSOLE  user ${credentials%%:*}, password ${credentials#*:}, virtual host demo
Retail Pro's books $RetailPro__BaseUrl/ledger
mails              .run/demo/mails/*.eml
service log        .run/demo/service.log
one order          dotnet $program orders show 1042
an invoice (PDF)   .run/demo/invoice.pdf; its link: dotnet $program emporix invoice o-1 --tenant acme
how all is         dotnet $program status
what failed, why   dotnet $program errors list
is none missing?   dotnet $program reconcile .run/demo/orders.jsonl (the bad ones are told, each with what settles it),
                   or at $console/reconciliation; docs/going-live.md has how to take over from another process
a file of orders   dotnet $program feeds preview tests/samples/orders/split-home.json
more               dotnet $program --help: orders retry, confirm, hold, release, correct, dismiss; errors retry, discard;
                   orders adopt; stores list, set, import; privacy export, erase; feeds list, show; pause and resume retailpro;
                   console sign-in. Each has --help and --output json
                   (with the settings: export RabbitMq__Uri=… Postgres__ConnectionString=…, as below)

export Postgres__ConnectionString='$Postgres__ConnectionString'
export RabbitMq__Uri='$RabbitMq__Uri' RetailPro__BaseUrl='$RetailPro__BaseUrl'
PLACES
}

wait_for_interrupt() { while :; do sleep 1; done; }
