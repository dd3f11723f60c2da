using System.Net.Sockets;
using System.Text;

namespace CustomerService.Load;

/// <summary>A reader of Server-Sent Events that takes a little now and then, or nothing at all.</summary>
internal sealed class SlowReader(Uri gateway, string token, TimeSpan pause) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        ReceiveBufferSize = 16 * 1024,
    };
    private readonly CancellationTokenSource _end = new();
    private Task _sipping = Task.CompletedTask;

    public async Task Connect()
    {
        await _socket.ConnectAsync(gateway.Host, gateway.Port);
        await _socket.SendAsync(
            Encoding.ASCII.GetBytes(
                $"GET /api/ticket-events/stream?after=first HTTP/1.1\r\nHost: {gateway.Authority}\r\nAuthorization: Bearer {token}\r\n\r\n"
            )
        );
        _sipping = pause == Timeout.InfiniteTimeSpan ? Task.CompletedTask : Sip();
    }

    public void Dispose()
    {
        _end.Cancel();
        _socket.Dispose();
        _end.Dispose();
    }

    private async Task Sip()
    {
        var buffer = new byte[512];
        while (!_end.IsCancellationRequested && await _socket.ReceiveAsync(buffer) > 0)
        {
            await Task.WhenAny(Task.Delay(pause, _end.Token));
        }
    }
}
