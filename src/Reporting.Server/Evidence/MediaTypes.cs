using System.Text;
using System.Text.Unicode;

namespace Reporting.Server.Evidence;

/// <summary>What a content is, by its first bytes. What the client calls it is not believed: a reader's program acts on it.</summary>
public static class MediaTypes
{
    public const string Unknown = "application/octet-stream";

    /// <summary>How much of the content is looked at, bytes.</summary>
    public const int Looks = 512;

    private static readonly (int At, byte[] Mark, string Type)[] Marks =
    [
        (0, "%PDF-"u8.ToArray(), "application/pdf"),
        (0, [0x89, .. "PNG\r\n"u8, 0x1A, 0x0A], "image/png"),
        (0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        (0, "GIF87a"u8.ToArray(), "image/gif"),
        (0, "GIF89a"u8.ToArray(), "image/gif"),
        (8, "WEBP"u8.ToArray(), "image/webp"),
        (0, [.. "PK"u8, 3, 4], "application/zip"),
        (0, [.. "PK"u8, 5, 6], "application/zip"),
        (0, [0x1F, 0x8B], "application/gzip"),
        (0, "BZh"u8.ToArray(), "application/x-bzip2"),
        (0, [0xFD, .. "7zXZ"u8, 0], "application/x-xz"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "application/zstd"),
        (0, [.. "7z"u8, 0xBC, 0xAF, 0x27, 0x1C], "application/x-7z-compressed"),
        (257, "ustar"u8.ToArray(), "application/x-tar"),
        (0, [0x7F, .. "ELF"u8], "application/x-elf"),
        (0, "MZ"u8.ToArray(), "application/vnd.microsoft.portable-executable"),
        (0, "SQLite format 3\0"u8.ToArray(), "application/vnd.sqlite3"),
        (0, [0xD4, 0xC3, 0xB2, 0xA1], "application/vnd.tcpdump.pcap"),
        (0, [0xA1, 0xB2, 0xC3, 0xD4], "application/vnd.tcpdump.pcap"),
        (0, [0x0A, 0x0D, 0x0D, 0x0A], "application/x-pcapng"),
        (0, "PAR1"u8.ToArray(), "application/vnd.apache.parquet"),
    ];

    private static readonly string[] Pages = ["<!doctype html", "<html", "<head", "<body", "<script", "<iframe", "<svg"];

    public static string Sniff(ReadOnlySpan<byte> start)
    {
        var head = start[..Math.Min(start.Length, Looks)];
        foreach (var (at, mark, type) in Marks)
        {
            if (head.Length >= at + mark.Length && head.Slice(at, mark.Length).SequenceEqual(mark))
            {
                return type;
            }
        }

        return IsText(head) ? OfText(Encoding.UTF8.GetString(head).TrimStart('\uFEFF').TrimStart()) : Unknown;
    }

    /// <summary>The type a browser is told. What it could run is a lump of bytes to it.</summary>
    public static string Served(string sniffed) => sniffed is "text/html" or "application/xml" ? Unknown : sniffed;

    private static string OfText(string text) =>
        Pages.Any(p => text.Contains(p, StringComparison.OrdinalIgnoreCase)) ? "text/html"
        : text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) ? "application/xml"
        : text.StartsWith('{') || text.StartsWith('[') ? "application/json"
        : "text/plain";

    // UTF-8 without control characters; a character may be cut off at the end of what is looked at.
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        for (var cut = 0; cut <= Math.Min(3, head.Length); cut++)
        {
            if (Utf8.IsValid(head[..^cut]))
            {
                return head.IndexOfAnyInRange((byte)0, (byte)8) < 0 && head.IndexOfAnyInRange((byte)14, (byte)31) < 0;
            }
        }

        return false;
    }
}
