using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reporting.Testing;

/// <summary>
/// A small scanner that speaks clamd's INSTREAM over TCP or a Unix socket: it finds <c>Test-Signature</c> where the content
/// holds <see cref="Signature"/>, and refuses what is over its limit as clamd does.
/// </summary>
public sealed class ClamdReceiver : IAsyncDisposable
{
    public const string Signature = "EVIL-BYTES-FOR-TESTS";

    private readonly Socket listener;
    private readonly int most;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private int scans;

    private ClamdReceiver(Socket listener, int most)
    {
        this.listener = listener;
        this.most = most;
        accepting = AcceptAsync();
    }

    /// <summary>How many contents it was given.</summary>
    public int Scans => Volatile.Read(ref scans);

    /// <param name="most">Its <c>StreamMaxLength</c>, bytes.</param>
    public static ClamdReceiver Start(EndPoint address, int most = 25 * 1024 * 1024)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, address is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        if (address is IPEndPoint)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        }

        socket.Bind(address);
        socket.Listen();
        return new ClamdReceiver(socket, most);
    }

    private async Task AcceptAsync()
    {
        var answering = new List<Task>();
        try
        {
            while (true)
            {
                answering.Add(AnswerAsync(await listener.AcceptAsync(stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(answering);
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        try
        {
            await using var wire = new NetworkStream(socket, ownsSocket: true);
            var command = new byte["zINSTREAM\0".Length];
            await wire.ReadExactlyAsync(command, stop.Token);
            if (Encoding.ASCII.GetString(command) != "zINSTREAM\0")
            {
                await wire.WriteAsync("UNKNOWN COMMAND\0"u8.ToArray(), stop.Token);
                return;
            }

            using var content = new MemoryStream();
            var length = new byte[sizeof(uint)];
            while (true)
            {
                await wire.ReadExactlyAsync(length, stop.Token);
                var size = (int)BinaryPrimitives.ReadUInt32BigEndian(length);
                if (size == 0)
                {
                    break;
                }

                if (content.Length + size > most)
                {
                    Interlocked.Increment(ref scans);
                    await wire.WriteAsync("INSTREAM size limit exceeded. ERROR\0"u8.ToArray(), stop.Token);
                    return;
                }

                var chunk = new byte[size];
                await wire.ReadExactlyAsync(chunk, stop.Token);
                content.Write(chunk);
            }

            Interlocked.Increment(ref scans);
            var found = content.GetBuffer().AsSpan(0, (int)content.Length).IndexOf(Encoding.ASCII.GetBytes(Signature)) >= 0;
            await wire.WriteAsync(found ? "stream: Test-Signature FOUND\0"u8.ToArray() : "stream: OK\0"u8.ToArray(), stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client went, or the test is over.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }
}
