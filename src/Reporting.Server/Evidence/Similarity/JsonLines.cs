using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Reporting.Ledger;

namespace Reporting.Server.Evidence.Similarity;

/// <summary>One line of a JSONL file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Bytes">Null when the line is longer than is taken. Valid until the next line is asked for.</param>
/// <param name="Read">Bytes of the file up to its end.</param>
public readonly record struct Line(int Number, ReadOnlyMemory<byte>? Bytes, long Read);

/// <summary>A question and what a model answered.</summary>
public sealed record Pair(string Prompt, string Response);

/// <summary>A text that only one model could give away.</summary>
/// <param name="Salt">Of the commitment to it that was deposited; null where it opens none.</param>
public sealed record Canary(string Text, byte[]? Salt);

/// <summary>Reads JSONL a line at a time, in memory that does not grow with the file or with a line.</summary>
public static class JsonLines
{
    /// <summary>The longest line taken, bytes.</summary>
    public const int MostLine = 256 * 1024;

    /// <summary>The shortest canary taken, characters: a shorter one would be hit by chance.</summary>
    public const int LeastCanary = 8;

    private const int MostDepth = 16;

    /// <summary>Lines that are not empty.</summary>
    public static async IAsyncEnumerable<Line> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MostLine + 1);
        try
        {
            var (start, end, number) = (0, 0, 1);
            var (tooLong, read) = (false, 0L);
            while (true)
            {
                var feed = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
                if (feed >= 0)
                {
                    read += feed + 1;
                    if (tooLong || !IsBlank(buffer.AsSpan(start, feed)))
                    {
                        yield return new Line(number, tooLong ? (ReadOnlyMemory<byte>?)null : buffer.AsMemory(start, feed), read);
                    }

                    (start, number, tooLong) = (start + feed + 1, number + 1, false);
                    continue;
                }

                if (end - start > MostLine)
                {
                    // The rest of it is passed over until the line's end.
                    read += end - start;
                    (start, end, tooLong) = (0, 0, true);
                }

                buffer.AsSpan(start, end - start).CopyTo(buffer);
                (start, end) = (0, end - start);
                var more = await stream.ReadAsync(buffer.AsMemory(end, MostLine + 1 - end), cancellation);
                if (more == 0)
                {
                    if (tooLong || !IsBlank(buffer.AsSpan(0, end)))
                    {
                        yield return new Line(number, tooLong ? (ReadOnlyMemory<byte>?)null : buffer.AsMemory(0, end), read + end);
                    }

                    yield break;
                }

                end += more;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>An object with the texts <c>prompt</c> and <c>response</c>; other members are passed over.</summary>
    public static (Pair? Pair, string? Fault) PairOf(Line line)
    {
        var (prompt, response) = (default(string), default(string));
        var fault = Members(line, (name, text) =>
        {
            prompt = name == "prompt" ? text : prompt;
            response = name == "response" ? text : response;
        });
        return fault is not null ? (null, fault)
            : prompt is null ? (null, "no text 'prompt'")
            : response is null ? (null, "no text 'response'")
            : (new Pair(prompt, response), null);
    }

    /// <summary>An object with the text <c>canary</c>, or with <c>marker</c> and <c>salt</c>: an opening.</summary>
    public static (Canary? Canary, string? Fault) CanaryOf(Line line)
    {
        var (canary, salt) = (default(string), default(string));
        var fault = Members(line, (name, text) =>
        {
            canary = name is "canary" or "marker" ? text : canary;
            salt = name == "salt" ? text : salt;
        });
        return fault is not null ? (null, fault)
            : canary is null ? (null, "no text 'canary' or 'marker'")
            : canary.Length < LeastCanary ? (null, $"a canary of fewer than {LeastCanary} characters")
            : salt is null ? (new Canary(canary, null), null)
            : Base64.Hash(salt) is { } bytes ? (new Canary(canary, bytes), null)
            : (null, "a salt that is not the base64 of 32 bytes");
    }

    // What is wrong with the line, or null and its texts.
    private static string? Members(Line line, Action<string, string> text)
    {
        if (line.Bytes is not { } bytes)
        {
            return $"longer than {MostLine} bytes";
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = MostDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return "not an object";
            }

            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (member.Value.ValueKind == JsonValueKind.String)
                {
                    text(member.Name, member.Value.GetString()!);
                }
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return "not JSON";
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') < 0;
}
