-- Answers are written to the folder transaction by transaction: those below the oldest transaction that is still open are complete,
-- whoever wrote them. 0: of before, and written already.
alter table timeline add column xid bigint not null default 0;
alter table timeline alter column xid set default pg_current_xact_id()::text::bigint;

-- The first transaction whose answers are not written yet. Those that were not at this moment are taken for this transaction's.
alter table feed_responses
    add column xid bigint not null default pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
alter table feed_responses alter column xid drop default;

update timeline t
set xid = pg_current_xact_id()::text::bigint
from feed_responses r
where t.what = 'called' and t.at >= r.at and (t.at, t.order_id, t.id) > (r.at, r.order_id, r.id);

alter table feed_responses drop column order_id, drop column id;

-- Next to nothing for those who append.
drop index timeline_at;
create index timeline_xid on timeline using brin (xid) with (pages_per_range = 32, autosummarize = on);

-- Entries of a file that is half read were counted by lines that hold nothing, too: its hash decides where the reading goes on.
update feeds set sha256 = null where state = 'reading';
