-- Systems, with blanks between them, of which one must be resumed before the order is looked at again; null: it waits for none.
alter table orders add column waits_for text;

-- Whether a person holds the order.
create function order_is_held(document json)
    returns boolean
    language sql immutable as
$$
    select document -> 'onHold' is not null
$$;

-- The store that invoices an order, or has sold it.
create function order_store(invoicing_store text, document json)
    returns text
    language sql immutable as
$$
    select coalesce(invoicing_store, document #>> '{content,soldAtStore}')
$$;

-- The steps of an order, whichever form its document has: the first version had the invoice and the slips as properties.
create function order_steps(document json)
    returns table (name text, status text, attempt int, failure_kind text, store text)
    language sql immutable as
$$
    select s ->> 'name', s ->> 'status', (s ->> 'attempt')::int, s ->> 'failureKind', s ->> 'store'
    from json_array_elements(document -> 'steps') s
    union all
    select 'invoice', i ->> 'status', (i ->> 'attempt')::int, i ->> 'failureKind', document #>> '{election,store}'
    from (select document -> 'invoice') as invoice (i)
    where i is not null
    union all
    select 'slip/' || (t ->> 'slipNo'), t #>> '{step,status}', (t #>> '{step,attempt}')::int, t #>> '{step,failureKind}', t ->> 'fromStore'
    from json_array_elements(document -> 'transfers') t
$$;
