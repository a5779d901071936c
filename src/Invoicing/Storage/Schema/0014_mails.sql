-- Versions before this one route notices and lock causes by these. They stay while such a version may still run beside this one.
comment on function mail_route(jsonb, text, text) is 'Not used any more: recipients are found when a mail is made.';
comment on table failure_causes is 'Not used any more: one instance at a time makes mails under an advisory lock.';
