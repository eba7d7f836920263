using System.Net;
using System.Net.Sockets;

namespace Reporting.Benchmarks;

/// <summary>Stands between a server and PostgreSQL and counts: how often the talk turned from asking to answering, which is a round trip, and how many bytes were sent.</summary>
public sealed class CountingProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly int _target;
    private long _turns;
    private long _bytes;

    public CountingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public (long RoundTrips, long Bytes) Seen => (Interlocked.Read(ref _turns), Interlocked.Read(ref _bytes));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _ = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        client.NoDelay = true;
        await server.ConnectAsync(IPAddress.Loopback, _target);
        var asking = 0;
        try
        {
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream(), n =>
                {
                    Interlocked.Add(ref _bytes, n);
                    if (Interlocked.Exchange(ref asking, 1) == 0)
                    {
                        Interlocked.Increment(ref _turns);
                    }
                }),
                CopyAsync(server.GetStream(), client.GetStream(), _ => Interlocked.Exchange(ref asking, 0)));
        }
        catch (IOException)
        {
            // One side left.
        }

        client.Dispose();
    }

    private static async Task CopyAsync(NetworkStream from, NetworkStream to, Action<int> seen)
    {
        var buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer)) > 0)
        {
            seen(read);
            await to.WriteAsync(buffer.AsMemory(0, read));
        }
    }
}
