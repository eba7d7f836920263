using System.Buffers;

namespace Reporting.Server.Evidence.Storage;

/// <summary>A stored content as a stream that can be read from anywhere: segments are fetched and opened one at a time.</summary>
/// <param name="key">The content's own key.</param>
/// <param name="onFirstRead">Done before the first byte is given out.</param>
public sealed class ContentStream(IEvidenceStore store, EvidenceBlob blob, string tenant, byte[] key, Func<Task>? onFirstRead = null) : Stream
{
    private readonly SegmentCipher _cipher = new(key, tenant, blob.Place);
    private readonly byte[] _closed = ArrayPool<byte>.Shared.Rent(SegmentCipher.SegmentBytes + SegmentCipher.Overhead);
    private readonly byte[] _open = ArrayPool<byte>.Shared.Rent(SegmentCipher.SegmentBytes);
    private Func<Task>? _before = onFirstRead;
    private int _loaded = -1;
    private bool _disposed;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => blob.Size;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length || buffer.Length == 0)
        {
            return 0;
        }

        if (_before is { } before)
        {
            _before = null;
            await before();
        }

        var (index, start) = Find(Position);
        if (_loaded != index)
        {
            await LoadAsync(index, cancellationToken);
        }

        var from = (int)(Position - start);
        var count = Math.Min(buffer.Length, blob.Segments[index].Size - from);
        _open.AsMemory(from, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        SeekOrigin.End => Length + offset,
    };

    // All but the last are full, as uploads write them.
    private static (int Index, long Start) Find(long position)
    {
        var index = (int)(position / SegmentCipher.SegmentBytes);
        return (index, (long)index * SegmentCipher.SegmentBytes);
    }

    private async Task LoadAsync(int index, CancellationToken cancellation)
    {
        var segment = blob.Segments[index];
        _loaded = -1;
        await store.ReadAsync(segment.Name, _closed.AsMemory(0, segment.Size + SegmentCipher.Overhead), cancellation);
        _cipher.Open(_closed.AsSpan(0, segment.Size + SegmentCipher.Overhead), index, _open.AsSpan(0, segment.Size));
        _loaded = index;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_closed);
            // What was read in clear is nobody else's.
            ArrayPool<byte>.Shared.Return(_open, clearArray: true);
        }

        base.Dispose(disposing);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
