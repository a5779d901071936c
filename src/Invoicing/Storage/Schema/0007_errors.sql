-- What people did to entries of error queues: one row an entry. Written before the entry is touched; done_at says that it was.
create table error_actions (
    id           uuid        primary key,
    at           timestamptz not null default now(),
    action       text        not null check (action in ('moved back', 'discarded')),
    acted_by     text        not null,
    reason       text        not null,
    -- the work queue whose error queue held the entry
    queue        text        not null,
    message_id   text        not null,
    order_no     text,
    step         text,
    attempt      integer,
    -- why the entry lay there, free of personal data
    fault        text,
    -- the message itself, of a discarded entry only: it may hold personal data and is erased in time
    content_type text,
    headers      json,
    body         bytea,
    done_at      timestamptz
);

create index error_actions_of_order on error_actions (order_no) where order_no is not null;
create index error_actions_to_erase on error_actions (at) where body is not null;
