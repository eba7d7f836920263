using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reporting.Testing;

/// <summary>Takes mail over real SMTP as fast as it comes, and keeps of it the Message-ID, in the order taken. Disposed, it is as dead as a server that was switched off.</summary>
public sealed class SmtpSink : IDisposable
{
    private readonly TcpListener _listener;
    private readonly ConcurrentDictionary<TcpClient, byte> _open = [];
    private int _most;

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

    /// <summary>How many of them had come before.</summary>
    public int Again => Taken.Count - Taken.Distinct().Count();

    /// <summary>The most connections that were open at once.</summary>
    public int MostConnections => _most;

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
        _open.TryAdd(client, 0);
        Interlocked.Exchange(ref _most, Math.Max(_most, _open.Count));
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

                // As servers do that are in use: commands may come without waiting for each answer.
                await SayAsync(stream, line.StartsWith("EHLO", StringComparison.OrdinalIgnoreCase) ? "250-sink\r\n250 PIPELINING" : "250 OK");
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The other side has gone, or this one has.
        }
        finally
        {
            _open.TryRemove(client, out byte _);
        }
    }

    private static async Task<string> MessageIdAsync(StreamReader reader)
    {
        var id = "";
        while (true)
        {
            // A message that breaks off before its end was not taken.
            var line = await reader.ReadLineAsync() ?? throw new EndOfStreamException();
            if (line == ".")
            {
                return id;
            }

            if (line.StartsWith("Message-Id:", StringComparison.OrdinalIgnoreCase))
            {
                id = line["Message-Id:".Length..].Trim();
            }
        }
    }

    private static ValueTask SayAsync(NetworkStream stream, string line) => stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var client in _open.Keys)
        {
            client.Dispose();
        }
    }
}
