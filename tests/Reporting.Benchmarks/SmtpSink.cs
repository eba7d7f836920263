using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reporting.Benchmarks;

/// <summary>Takes mail over real SMTP as fast as it comes, and keeps of it the Message-ID and when it was taken.</summary>
internal sealed class SmtpSink : IDisposable
{
    private readonly TcpListener _listener;

    public SmtpSink(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Message-IDs in the order they were taken.</summary>
    public ConcurrentQueue<string> Taken { get; } = [];

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ConverseAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task ConverseAsync(TcpClient client)
    {
        using var _ = client;
        client.NoDelay = true;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1);
            await SayAsync(stream, "220 sink");
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("QUIT", StringComparison.OrdinalIgnoreCase))
                {
                    await SayAsync(stream, "221 bye");
                    return;
                }

                if (line.Equals("DATA", StringComparison.OrdinalIgnoreCase))
                {
                    await SayAsync(stream, "354 go on");
                    Taken.Enqueue(await MessageIdAsync(reader));
                }

                await SayAsync(stream, "250 OK");
            }
        }
        catch (IOException)
        {
            // The other side has gone.
        }
    }

    private static async Task<string> MessageIdAsync(StreamReader reader)
    {
        var id = "";
        while (await reader.ReadLineAsync() is { } line && line != ".")
        {
            if (line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))
            {
                id = line["Message-Id:".Length..].Trim();
            }
        }

        return id;
    }

    private static ValueTask SayAsync(NetworkStream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    public void Dispose() => _listener.Dispose();
}
