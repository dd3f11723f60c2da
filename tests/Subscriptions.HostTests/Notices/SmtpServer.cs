using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MimeKit;

namespace CustomerService.Subscriptions.HostTests.Notices;

/// <summary>A mail that the server has taken.</summary>
internal sealed record ReceivedMail(string To, MimeMessage Message);

/// <summary>
/// A mail server (RFC 5321) that keeps what it gets, and answers a recipient as a test wants: with codes of its own, or by hanging up after
/// it has taken the mail and before it says so.
/// </summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<ReceivedMail> _received = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _answers = new();
    private readonly ConcurrentDictionary<string, int> _hangUps = new();
    private readonly Task _accepting;

    public SmtpServer()
    {
        _listener.Start();
        _accepting = Accept();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What came for an address, in the order in which it came.</summary>
    public IReadOnlyList<ReceivedMail> For(string address) => [.. _received.Where(m => m.To == address)];

    /// <summary>Answers the recipient like this, once for each answer, before taking mail for them.</summary>
    public void Answer(string address, params string[] answers) => _answers[address] = new ConcurrentQueue<string>(answers);

    /// <summary>Takes the mail of the recipient and hangs up without a word, so often.</summary>
    public void HangUp(string address, int times) => _hangUps[address] = times;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopping.Dispose();
    }

    private async Task Accept()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _ = Serve(client);
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await using var writer = new StreamWriter(stream, Encoding.Latin1) { NewLine = "\r\n", AutoFlush = true };
            await Converse(reader, writer);
        }
        catch (IOException)
        {
            // The client is gone.
        }
    }

    private async Task Converse(StreamReader reader, StreamWriter writer)
    {
        var recipients = new List<string>();
        await writer.WriteLineAsync("220 test ESMTP");
        while (await reader.ReadLineAsync(_stopping.Token) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await writer.WriteLineAsync("250-test");
                    await writer.WriteLineAsync("250 8BITMIME");
                    break;
                case "MAIL" or "RSET" or "NOOP":
                    recipients.Clear();
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "RCPT":
                    var address = line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
                    if (_answers.TryGetValue(address, out var answers) && answers.TryDequeue(out var answer))
                    {
                        await writer.WriteLineAsync(answer);
                        break;
                    }

                    recipients.Add(address);
                    await writer.WriteLineAsync("250 OK");
                    break;
                case "DATA":
                    await writer.WriteLineAsync("354 go ahead");
                    var text = await ReadData(reader);
                    recipients.ForEach(r =>
                        _received.Enqueue(new ReceivedMail(r, MimeMessage.Load(new MemoryStream(Encoding.Latin1.GetBytes(text)))))
                    );
                    if (recipients.Any(r => _hangUps.TryGetValue(r, out var left) && _hangUps.TryUpdate(r, left - 1, left) && left > 0))
                    {
                        return;
                    }

                    await writer.WriteLineAsync("250 taken");
                    break;
                case "QUIT":
                    await writer.WriteLineAsync("221 bye");
                    return;
                default:
                    await writer.WriteLineAsync("502 not known");
                    break;
            }
        }
    }

    private static async Task<string> ReadData(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return text.ToString();
    }
}
