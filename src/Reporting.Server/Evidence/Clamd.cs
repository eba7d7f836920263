using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Reporting.Server.Evidence;

/// <summary>What the scanner says: nothing found, the name of what was found, or why it would not judge.</summary>
public sealed record Verdict(string? Threat, string? Declined)
{
    public static readonly Verdict Clean = new(null, null);
}

/// <summary>
/// A scanner that speaks clamd's protocol (clamd(8), INSTREAM), at <c>Evidence:Clamd</c>: <c>tcp://host:3310</c> or
/// <c>unix:/run/clamav/clamd.ctl</c>. Without it nothing is scanned and evidence says so.
/// </summary>
public sealed class Clamd(IConfiguration configuration)
{
    private const int ChunkBytes = 64 * 1024;
    private const int MostAnswer = 4096;

    /// <summary>How long one read or write may stand still.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EndPoint? _address = AddressOf(configuration["Evidence:Clamd"]);

    public bool IsOn => _address is not null;

    /// <exception cref="IOException">The scanner broke off.</exception>
    /// <exception cref="SocketException">The scanner cannot be reached.</exception>
    public async Task<Verdict> ScanAsync(Stream content, CancellationToken cancellation)
    {
        using var socket = new Socket(_address!.AddressFamily == AddressFamily.Unspecified ? AddressFamily.InterNetwork : _address.AddressFamily, SocketType.Stream, _address is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await socket.ConnectAsync(_address, cancellation).AsTask().WaitAsync(Patience, cancellation);
        await using var wire = new NetworkStream(socket);
        await wire.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellation);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes + sizeof(uint));
        try
        {
            // Each chunk with its length before it; one without length ends the stream.
            int read;
            do
            {
                read = await content.ReadAsync(buffer.AsMemory(sizeof(uint), ChunkBytes), cancellation);
                BinaryPrimitives.WriteUInt32BigEndian(buffer, (uint)read);
                await wire.WriteAsync(buffer.AsMemory(0, sizeof(uint) + read), cancellation).AsTask().WaitAsync(Patience, cancellation);
            }
            while (read > 0);
        }
        catch (IOException) when (socket.Available > 0)
        {
            // It said why before it closed: over its own limit, for one.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }

        return Read(await AnswerAsync(wire, cancellation));
    }

    /// <summary>"stream: OK", "stream: Eicar-Signature FOUND", "INSTREAM size limit exceeded. ERROR".</summary>
    internal static Verdict Read(string answer)
    {
        const string Found = " FOUND";
        var said = answer.StartsWith("stream: ", StringComparison.Ordinal) ? answer["stream: ".Length..] : answer;
        return said == "OK" ? Verdict.Clean
            : said.EndsWith(Found, StringComparison.Ordinal) ? new Verdict(said[..^Found.Length], null)
            : said.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase) ? new Verdict(null, "The content is larger than the scanner takes.")
            : throw new IOException("The scanner answered: " + said);
    }

    private static async Task<string> AnswerAsync(NetworkStream wire, CancellationToken cancellation)
    {
        var answer = new byte[MostAnswer];
        var length = 0;
        while (length < answer.Length)
        {
            var read = await wire.ReadAsync(answer.AsMemory(length), cancellation).AsTask().WaitAsync(Patience, cancellation);
            if (read == 0)
            {
                break;
            }

            length += read;
            if (answer[length - 1] == 0)
            {
                break;
            }
        }

        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n');
    }

    private static EndPoint? AddressOf(string? setting)
    {
        if (string.IsNullOrEmpty(setting))
        {
            return null;
        }

        if (setting.StartsWith("unix:", StringComparison.Ordinal))
        {
            return new UnixDomainSocketEndPoint(setting["unix:".Length..]);
        }

        return Uri.TryCreate(setting, UriKind.Absolute, out var address) && address is { Scheme: "tcp", Port: > 0 }
            ? IPAddress.TryParse(address.Host, out var ip) ? new IPEndPoint(ip, address.Port) : new DnsEndPoint(address.Host, address.Port)
            : throw new InvalidOperationException("Evidence:Clamd is tcp://host:port or unix:/path.");
    }
}
