-- Times at which the database was put back to an older state, while broker and Retail Pro went on from the newer one.
create table restorations (
    at            timestamptz primary key,
    -- slips below may have been used since the backup; from here on no number was
    first_slip_no bigint      not null,
    restored_by   text        not null,
    reason        text        not null
);
