-- Reports of failures, daily mails, and mails with recipients of their own.

alter table mails
    -- null: whoever Mail:To names when the mail is sent
    add recipients      text[],
    add html_body       text,
    add attachment_name text,
    -- dropped once the mail is sent: it can be large, and can be made again from the notices
    add attachment      bytea;

-- The last mail of a cause to the same people is looked up before the next is made.
create index mails_of_cause on mails (cause, created_at);

-- Its lock lets one instance at a time make a report.
insert into failure_causes (cause)
values ('report')
on conflict do nothing;

alter table failure_notices
    -- A report, and a daily summary, have told that the order went on.
    add cure_reported_at   timestamptz,
    add cure_summarised_at timestamptz;

create index failure_notices_noticed on failure_notices (noticed_at);
create index failure_notices_waiting on failure_notices (noticed_at) where mail_id is null;

-- What was cured before there were reports is no news.
update failure_notices n
set cure_reported_at = now(), cure_summarised_at = now()
from orders o
where o.order_no = n.order_no and not (o.callable ? n.step);

-- The first route that a notice matches: the number of its recipients, 0 for those of Mail:To.
-- Routes are [{"stores": [], "kinds": [], "recipients": 1}, …]; what is empty matches everything.
create function mail_route(routes jsonb, store text, kind text) returns int
language sql immutable
as $$
    select coalesce(
        (
            select (r.route ->> 'recipients')::int
            from jsonb_array_elements(routes) with ordinality as r (route, nr)
            where (r.route -> 'stores' = '[]' or r.route -> 'stores' ? store)
              and (r.route -> 'kinds' = '[]' or r.route -> 'kinds' ? kind)
            order by r.nr
            limit 1
        ),
        0)
$$;

-- One row a day: whoever inserts it makes the mail, in the same transaction.
create table daily_mails (
    kind      text        not null check (kind in ('summary', 'store')),
    -- code of the store; empty for the summary
    recipient text        not null,
    day       date        not null,
    -- The mail tells of what happened until then; the next one begins there.
    until     timestamptz not null,
    -- null: there was nothing to tell
    mail_id   uuid        references mails,
    primary key (kind, recipient, day)
);
