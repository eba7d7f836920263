using Microsoft.AspNetCore.Http.Features;

namespace Reporting.Server.Kernel;

/// <summary>A body that is read as it comes, up to a bound.</summary>
public sealed class BoundedStream : Stream
{
    private readonly Stream _body;
    private readonly long _most;
    private long _read;

    private BoundedStream(Stream body, long most) => (_body, _most) = (body, most);

    /// <summary>The body of a request that takes more than the server's bound of JSON bodies. One byte more is let in, so that our own answer says what the bound is.</summary>
    public static BoundedStream Of(HttpContext http, long most)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most + 1;
        }

        return new BoundedStream(http.Request.Body, most);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await _body.ReadAsync(buffer, cancellationToken);
        _read += count;
        return _read <= _most ? count : throw new ProblemException(Problem.Of("body-too-large", $"At most {_most} bytes."));
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A request's body is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
