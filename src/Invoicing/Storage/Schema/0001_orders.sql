-- One row an order: the truth. What people search by stands in columns, the rest in the document.
create table orders (
    id              uuid        primary key,
    order_no        text        not null unique,
    order_id        text,
    version         integer     not null,
    state           text        not null,
    due_at          timestamptz,
    -- times the recovery has sent it without the row being saved since
    resumed         integer     not null default 0,
    -- step -> attempt that a command must name to be carried out
    callable        jsonb       not null,
    invoicing_store text,
    document        jsonb       not null,
    received_at     timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    erased_at       timestamptz
) with (fillfactor = 70);

-- Partial: finished orders cost these indexes nothing.
create index orders_due on orders (due_at) where due_at is not null;
create index orders_unfinished on orders (state, updated_at) where state not in ('Completed', 'NothingToInvoice', 'Dismissed');
create index orders_to_erase on orders (updated_at) where erased_at is null and state in ('Completed', 'NothingToInvoice', 'Dismissed');

-- The call journal: one row a business key, for ever. Claimed before the call, settled after it.
create table calls (
    key         text        primary key,
    -- no foreign key: a claim joins the order it is for, and orders are never deleted
    order_id    uuid        not null,
    step        text        not null,
    state       text        not null check (state in ('started', 'done', 'no_effect', 'refused', 'unknown')),
    -- the claim that holds the call; a process that lost it records nothing
    owner       uuid        not null,
    attempt     integer     not null,
    tries       integer     not null,
    -- an earlier call of this number has an outcome that is still not known
    unresolved  boolean     not null,
    started_at  timestamptz not null,
    deadline    timestamptz not null,
    document_no text,
    settled_at  timestamptz
) with (fillfactor = 70);

create index calls_of_order on calls (order_id);

-- What happened to an order, in order. Appended in the statement that changes the row or the call.
create table timeline (
    order_id uuid        not null,
    id       bigint      generated always as identity,
    at       timestamptz not null default now(),
    state    text,
    what     text        not null,
    -- json, not jsonb: a request is shown as it was sent
    details  json,
    primary key (order_id, id)
);

-- Eight digits, as in the documented sample; numbers may be skipped, never repeated.
create sequence slip_numbers maxvalue 99999999 no cycle;
