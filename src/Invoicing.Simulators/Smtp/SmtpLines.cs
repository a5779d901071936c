using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Invoicing.Simulators.Smtp;

/// <summary>Reads what a client sends. Only CR LF ends a line: a lone LF is content, or else one mail could be passed off as two.</summary>
internal sealed class SmtpLines(Stream stream)
{
    public const int LongestMail = 25 * 1024 * 1024;
    private const int LongestCommand = 4096;

    private static readonly byte[] s_lineEnd = "\r\n"u8.ToArray();

    private readonly PipeReader _reader = PipeReader.Create(stream);

    /// <summary>The next command without its line end; null when the client has left or sends something without end.</summary>
    public async Task<string?> ReadCommand(CancellationToken stop) =>
        await ReadLine(LongestCommand, stop) is { } line ? Encoding.UTF8.GetString(line) : null;

    /// <summary>
    /// The content up to the line with a single dot, the dots that the client put before others taken away.
    /// Null when the client has left. What is too long is read all the same, so that the dialogue can go on.
    /// </summary>
    public async Task<(byte[] Content, bool IsTooLong)?> ReadContent(CancellationToken stop)
    {
        using var content = new MemoryStream();
        var isTooLong = false;
        while (await ReadLine(LongestMail, stop) is { } line)
        {
            if (line is [(byte)'.'])
            {
                return (content.ToArray(), isTooLong);
            }

            isTooLong |= content.Length + line.Length > LongestMail;
            if (!isTooLong)
            {
                content.Write(line.AsSpan(line is [(byte)'.', ..] ? 1 : 0));
                content.Write(s_lineEnd);
            }
        }

        return null;
    }

    /// <summary>Swallows what comes until the client has left.</summary>
    public Task ReadToEnd(CancellationToken stop) => _reader.CopyToAsync(Stream.Null, stop);

    private async Task<byte[]?> ReadLine(int longest, CancellationToken stop)
    {
        while (true)
        {
            var result = await _reader.ReadAsync(stop);
            if (TryTake(result.Buffer, out var line, out var end))
            {
                _reader.AdvanceTo(end);
                return line;
            }

            _reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            if (result.IsCompleted || result.Buffer.Length > longest)
            {
                return null;
            }
        }
    }

    private static bool TryTake(ReadOnlySequence<byte> buffer, out byte[] line, out SequencePosition end)
    {
        var reader = new SequenceReader<byte>(buffer);
        var found = reader.TryReadTo(out ReadOnlySequence<byte> taken, s_lineEnd);
        line = found ? taken.ToArray() : [];
        end = reader.Position;
        return found;
    }
}
