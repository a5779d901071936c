using Weasel.Core;
using Weasel.Core.Migrations;
using Weasel.Postgresql;
using Weasel.Postgresql.Views;

namespace Invoicing.Storage;

/// <summary>Notices and mails for those who ask for them by their former tables: until these ask for the documents.</summary>
// Spelt as PostgreSQL prints them. A feature, because these come after the documents.
internal sealed class OldTables() : FeatureSchemaBase("old tables", new PostgresqlMigrator())
{
    protected override IEnumerable<ISchemaObject> schemaObjects() =>
    [
        new View("public.failure_notices", """
            SELECT mt_doc_notice.mt_created_at AS id,
                mt_doc_notice.order_no,
                (mt_doc_notice.data ->> 'step'::text) AS step,
                ((mt_doc_notice.data ->> 'attempt'::text))::integer AS attempt,
                (mt_doc_notice.data ->> 'kind'::text) AS kind,
                mt_doc_notice.mail_id,
                mt_doc_notice.mt_created_at AS noticed_at
               FROM mt_doc_notice;
            """),
        new View("public.mails", """
            SELECT mt_doc_mail.sent_at,
                mt_doc_mail.mt_created_at AS created_at,
                ARRAY( SELECT jsonb_array_elements_text((mt_doc_mail.data -> 'unreached'::text)) AS jsonb_array_elements_text) AS unreached
               FROM mt_doc_mail;
            """),
    ];
}
