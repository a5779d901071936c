-- Every recipient of a mail has an outcome of its own.

alter table mails
    -- some recipients have it: only those that recipients names are still to get it
    add reached_at timestamptz,
    -- whom it did not and will not reach, each with what the mail server said
    add unreached  text[];

create index mails_unreached on mails (created_at) where unreached is not null;
