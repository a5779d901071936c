-- Versions before this one route notices and lock causes by these. They stay while such a version may still run beside this one.
comment on function mail_route(jsonb, text, text) is 'Not used by this version any more: recipients are found when a mail is made.';
comment on table failure_causes is 'Not used by this version any more: one instance at a time makes mails under an advisory lock.';

-- Causes that have a name only since this version.
insert into failure_causes (cause)
values ('OutcomeUnknown/invoice'), ('OutcomeUnknown/slip'), ('CredentialsRefused/retailpro')
on conflict do nothing;

-- Such a version locks causes, this one a key: where both make a mail of one notice, the first is told and stays.
create function keep_mail() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger failure_notices_told_once before update of mail_id on failure_notices
    for each row when (old.mail_id is not null) execute function keep_mail();
