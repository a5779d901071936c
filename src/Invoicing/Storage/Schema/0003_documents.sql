-- Kept as the text that was written: the flow never asks for a part of it, and jsonb is parsed at every write and printed at every read.
alter table orders alter column document type json using document::json;

-- Documents of longer orders are compressed; lz4 takes a fraction of the default's time. Some servers are built without it.
do $$
begin
    alter table orders alter column document set compression lz4;
exception
    when feature_not_supported then null;
end
$$;
