using System.Net.Sockets;
using System.Text;

namespace Invoicing.Tests.RetailPro;

internal sealed partial class RawServer
{
    /// <summary>One connection, as its manner sees it.</summary>
    internal sealed class Conversation(RawServer server, TcpClient client)
    {
        private readonly NetworkStream _stream = client.GetStream();
        private readonly StringBuilder _read = new();

        public bool IsOver { get; private set; }

        public string Fragment => _read.ToString();

        /// <summary>Reads one whole request (Latin-1, so that a character is a byte) and takes its manner off the list.</summary>
        public async Task<string> ReadRequest()
        {
            var buffer = new byte[8192];
            string request;
            while (!TryTake(out request))
            {
                var count = await _stream.ReadAsync(buffer, server._stop.Token);
                if (count == 0)
                {
                    throw new IOException("The client closed the connection.");
                }

                _read.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            lock (server._manners)
            {
                if (server._manners.Count > 1)
                {
                    server._manners.Dequeue();
                }
            }

            server._requests.Enqueue(request);
            server._arrived.Release();
            return request;
        }

        /// <summary>Waits until the first byte is there, and leaves it unread.</summary>
        public Task FirstByte() => client.Client.ReceiveAsync(new byte[1], SocketFlags.Peek, server._stop.Token).AsTask();

        public Task Answer(int status, string body, params string[] headers) => Write(
            $"HTTP/1.1 {status} X\r\n{string.Concat(headers.Select(header => header + "\r\n"))}Content-Length: "
                + $"{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

        public Task Write(string text) => _stream.WriteAsync(Encoding.UTF8.GetBytes(text), server._stop.Token).AsTask();

        /// <summary>Says nothing more until the test is over.</summary>
        public Task Silence() => Task.Delay(Timeout.Infinite, server._stop.Token);

        public void Close(bool abruptly = false)
        {
            IsOver = true;
            client.LingerState = new LingerOption(abruptly, 0);
            client.Close();
        }

        private bool TryTake(out string request)
        {
            request = "";
            var text = _read.ToString();
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            if (end < 4)
            {
                return false;
            }

            var length = text[..end].Split("\r\n")
                .FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            end += length is null ? 0 : int.Parse(length.Split(':')[1]);
            if (text.Length < end)
            {
                return false;
            }

            request = text[..end];
            _read.Remove(0, end);
            return true;
        }
    }
}
