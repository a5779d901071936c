namespace Invoicing.Simulators.Smtp;

// One mail: sender, recipients, content.
internal sealed partial class SmtpSession
{
    private readonly List<string> _recipients = [];
    private string? _sender;

    private async Task TakeSender(string argument, CancellationToken stop)
    {
        if (Address(argument, "FROM:") is not { } sender)
        {
            await Reply("501 Write MAIL FROM:<address>", stop);
        }
        else if (_sender is not null)
        {
            await Reply("503 A mail has been begun", stop);
        }
        else
        {
            await Step(SmtpStage.Sender, () => { _sender = sender; return Reply("250 OK", stop); }, stop);
        }
    }

    private async Task TakeRecipient(string argument, CancellationToken stop)
    {
        if (_sender is null)
        {
            await Reply("503 MAIL comes first", stop);
        }
        else if (Address(argument, "TO:") is not { Length: > 0 } recipient)
        {
            await Reply("501 Write RCPT TO:<address>", stop);
        }
        else
        {
            await Step(SmtpStage.Recipient, () => { _recipients.Add(recipient); return Reply("250 OK", stop); }, stop);
        }
    }

    private async Task TakeContent(CancellationToken stop)
    {
        if (_sender is null || _recipients.Count == 0)
        {
            await Reply(_sender is null ? "503 MAIL comes first" : "554 No valid recipients", stop);
            return;
        }

        await Step(SmtpStage.Data, () => ReceiveContent(stop), stop);
    }

    private async Task ReceiveContent(CancellationToken stop)
    {
        await Reply("354 Go on, end with a single dot", stop);
        var received = await _lines.ReadContent(stop);
        var (sender, recipients) = (_sender!, _recipients.ToArray());
        Forget();
        if (received is not { } mail)
        {
            // Half a mail is none: without the dot the sender must believe it was not taken.
            _isOver = true;
        }
        else if (mail.IsTooLong)
        {
            await Reply($"552 Longer than {SmtpLines.LongestMail} bytes", stop);
        }
        else
        {
            await Step(SmtpStage.Content, () => Keep(sender, recipients, mail.Content, stop), stop);
        }
    }

    private Task Keep(string sender, string[] recipients, byte[] content, CancellationToken stop)
    {
        keep(sender, recipients, content);
        return Step(SmtpStage.Kept, () => Reply("250 Kept", stop), stop);
    }

    private void Forget()
    {
        _sender = null;
        _recipients.Clear();
    }

    private static string? Address(string argument, string keyword)
    {
        var end = argument.IndexOf('>', StringComparison.Ordinal);
        var rest = argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase) && end > 0 ? argument[keyword.Length..end].Trim() : "";
        return rest.StartsWith('<') ? rest[1..].Trim() : null;
    }
}
