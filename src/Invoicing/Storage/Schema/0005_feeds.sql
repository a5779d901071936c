-- Files of orders that were put into the folder of the feeds.
create table feeds (
    id           bigint      generated always as identity primary key,
    -- as it was uploaded, and as it is called in processing, done, rejected and results
    file_name    text        not null,
    stored_name  text        not null unique,
    -- as last seen on disk
    size         bigint      not null,
    sha256       text,
    state        text        not null check (state in ('claimed', 'reading', 'done', 'rejected')),
    -- entries and bytes of the file that were taken; committed with the orders of these entries
    position     bigint      not null default 0,
    bytes_read   bigint      not null default 0,
    -- outcome -> how many entries
    outcomes     jsonb       not null default '{}',
    -- why it was rejected, or where it ends too early
    problem      text,
    -- what else is to be told, such as columns that nobody knows
    remark       text,
    -- times that it was taken up again because it had grown after its end
    reopened     integer     not null default 0,
    claimed_at   timestamptz not null default now(),
    finished_at  timestamptz,
    -- when the results file was written, and what the unfinished orders were like then
    results_at   timestamptz,
    results_like text,
    -- all orders have ended; the results file does not change any more
    settled_at   timestamptz,
    -- the files were deleted
    removed_at   timestamptz
);

create index feeds_content on feeds (sha256);
create index feeds_unsettled on feeds (id) where settled_at is null;
create index feeds_kept on feeds (finished_at) where removed_at is null;

-- What became of each order of a file when it was taken in. No foreign keys: each would cost a lock a line.
create table feed_lines (
    feed_id   bigint not null,
    entry     bigint not null,
    line      bigint not null,
    order_no  text,
    -- null: the entry is about no order that is stored
    order_key uuid,
    outcome   text   not null,
    detail    text,
    primary key (feed_id, entry)
);

create index feed_lines_of_order on feed_lines (order_key) where order_key is not null;

-- How far the answers of Retail Pro were written to the folder: the last one written, its file, and that file's length.
create table feed_responses (
    only_one boolean     primary key default true check (only_one),
    at       timestamptz not null,
    order_id uuid        not null,
    id       bigint      not null,
    day      date        not null,
    length   bigint      not null
);

-- Answers are read in the order of time. Next to nothing for those who append.
create index timeline_at on timeline using brin (at) with (pages_per_range = 32, autosummarize = on);
