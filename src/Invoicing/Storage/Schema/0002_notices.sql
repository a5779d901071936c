-- What operations are told of, and the mails that tell it. Everything is stored before it is sent.

-- One row a cause of failures: its lock lets one instance at a time merge notices into a mail, its time keeps the mails apart.
-- No foreign key leads here: its share lock, held by every storing of a notice, would keep the merging out during a storm.
create table failure_causes (
    cause        text primary key,
    last_mail_at timestamptz
);

create table mails (
    id              uuid primary key,
    cause           text not null,
    message_id      text not null unique,
    subject         text not null,
    body            text not null,
    created_at      timestamptz not null default now(),
    attempts        int not null default 0,
    -- Not before this: the back-off, and while an instance is sending, its lease. Null once sent.
    next_attempt_at timestamptz default now(),
    last_error      text,
    sent_at         timestamptz,
    check ((sent_at is null) = (next_attempt_at is not null))
);

create index mails_unsent on mails (next_attempt_at) where sent_at is null;

create table failure_notices (
    id             bigint generated always as identity primary key,
    cause          text not null,
    kind           text not null,
    -- Of a step of an order …
    order_no       text,
    order_id       text,
    step           text,
    attempt        int,
    store          text,
    -- … or of a message that ended in a queue's error queue; message_id is the fault's id when the message had none.
    queue          text,
    message_id     uuid,
    message        text not null,
    failed_at      timestamptz not null,
    correlation_id uuid,
    noticed_at     timestamptz not null default now(),
    -- Null until merged into a mail. Deferred, because the mail's text is known only after its notices are taken.
    mail_id        uuid references mails deferrable initially deferred,
    unique (order_no, step, attempt, kind),
    unique (queue, message_id),
    check ((order_no is not null and step is not null and attempt is not null) <> (queue is not null and message_id is not null))
);

create index failure_notices_unmailed on failure_notices (cause) where mail_id is null;
