-- What lies in the way of feeds now: files that are not taken, and what is wrong with the SFTP server. A row goes when its trouble is over.
create table feed_troubles (
    -- incoming, processing, sftp (the server itself), or sftp:FOLDER
    place    text        not null,
    name     text        not null,
    problem  text        not null,
    since    timestamptz not null default now(),
    -- a notice was stored
    is_told  boolean     not null default false,
    primary key (place, name)
);

-- The SFTP server that feeds are fetched from, as it was at the last look that went through.
create table sftp_looks (
    only_one  boolean     primary key default true check (only_one),
    server    text        not null,
    looked_at timestamptz not null,
    -- files that were seen and are not fetched yet
    waiting   integer     not null
);

-- Files of the SFTP server that were fetched whole: the id is in the name of the local copy until that is renamed.
create table remote_files (
    id          uuid        primary key,
    folder      text        not null,
    -- the bytes of the name, which need not be text
    name        bytea       not null,
    size        bigint      not null,
    modified_at timestamptz not null,
    -- as it is called in incoming
    local_name  text        not null,
    fetched_at  timestamptz not null default now(),
    -- moved, deleted or replaced since: the next one of this name, size and time is another file
    gone_at     timestamptz
);

create index remote_files_there on remote_files (folder) where gone_at is null;

-- Results and responses as they were put back last, so that only what has changed is put back again.
create table remote_copies (
    folder      text        not null,
    name        text        not null,
    size        bigint      not null,
    modified_at timestamptz not null,
    primary key (folder, name)
);
