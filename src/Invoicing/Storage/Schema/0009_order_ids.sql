-- One order of the OMS is invoiced under one number: which order each id of the OMS belongs to. Whoever comes second is not stored.
create table order_ids (
    -- a digest of the id (OrderKey.OfId): an id may be of any length, an entry of an index may not
    key       uuid primary key,
    -- no foreign key: it would lock the order
    order_key uuid not null
);

-- An order that was taken out before anything of it was accepted has given its ids back.
insert into order_ids (key, order_key)
select substr(encode(sha256(convert_to(order_id, 'UTF8')), 'hex'), 1, 32)::uuid, id
from orders o
where order_id is not null
  and (state <> 'Dismissed' or exists (select from calls c where c.order_id = o.id and c.state = 'done'))
order by received_at
on conflict do nothing;
