using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomerService.TestSupport;

namespace CustomerService.Gateway.HostTests;

/// <summary>A connection on which every byte is ours.</summary>
public sealed class Raw : IAsyncDisposable
{
    private readonly TcpClient _socket;

    private Raw(TcpClient socket) => _socket = socket;

    /// <summary>Connects; <paramref name="from"/> is one of this machine's loopback addresses.</summary>
    public static async Task<Raw> Open(Uri address, string from = "127.0.0.1")
    {
        var socket = new TcpClient(new IPEndPoint(IPAddress.Parse(from), 0)) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, address.Port);
        return new Raw(socket);
    }

    public Stream Stream => _socket.GetStream();

    /// <summary>Sends <paramref name="text"/>, a byte for each character.</summary>
    public ValueTask Send(string text) => Stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Everything until the other side has ended the connection, by a reset too.</summary>
    public async Task<string> ReadToEnd()
    {
        using var patience = new CancellationTokenSource(Patience.Condition);
        using var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all, patience.Token);
        }
        catch (IOException)
        {
            // A reset: what came before it counts.
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
