-- Times in which no calls are made to a system outside. Every process reads the one that has not ended.
create table pauses (
    id            uuid        primary key,
    system        text        not null,
    -- resumed: a few calls are made to see whether all is well, then more
    state         text        not null check (state in ('paused', 'resuming', 'ended')),
    paused_at     timestamptz not null default now(),
    paused_by     text        not null,
    reason        text        not null,
    resumed_at    timestamptz,
    resumed_by    text,
    resume_reason text,
    -- calls that may be made while resuming
    permits       integer     not null default 0,
    -- calls that were answered while resuming
    answered      integer     not null default 0,
    permitted_at  timestamptz,
    ended_at      timestamptz
);

create unique index pauses_current on pauses (system) where state <> 'ended';
