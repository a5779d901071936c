namespace Invoicing.Simulators.Smtp;

/// <summary>The points of a dialogue at which a sink can be told to refuse or to fall silent.</summary>
internal enum SmtpStage
{
    /// <summary>Right after the connection, before the greeting.</summary>
    Connection,

    /// <summary>When name and password have been given.</summary>
    SignIn,

    /// <summary>At <c>MAIL FROM</c>.</summary>
    Sender,

    /// <summary>At each <c>RCPT TO</c>.</summary>
    Recipient,

    /// <summary>At the command <c>DATA</c>, before any content.</summary>
    Data,

    /// <summary>After the content has arrived; the mail is not kept.</summary>
    Content,

    /// <summary>After the mail has been kept: the sender cannot know that it was.</summary>
    Kept,
}
