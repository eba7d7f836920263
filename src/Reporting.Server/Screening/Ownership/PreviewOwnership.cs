using Microsoft.AspNetCore.Http.Features;
using Reporting.Contracts.Screening;
using Reporting.Ownership;
using Reporting.Ownership.Bods;
using Reporting.Ownership.Table;
using Reporting.Server.Kernel;
using Reporting.Server.Regimes;
using Wolverine.Http;

namespace Reporting.Server.Screening.Ownership;

/// <summary><c>POST /v1/ownership/preview</c>: the statements that a file holds, every fault of it with its place, and what they come to. A file is JSON of the Beneficial Ownership Data Standard 0.4, or a table as CSV. Nothing is written; what shall stand in a notice is put into it.</summary>
public static class PreviewOwnershipEndpoint
{
    [RawBody("application/json", "text/csv")]
    [AnswersWith("body-too-large", "unsupported-media-type")]
    [AnswerIsNotKept("It records nothing.")]
    [WolverinePost("/v1/ownership/preview")]
    public static async Task<OwnershipPreview> Post(ActiveRulebook rulebook, Now now, HttpContext http, CancellationToken cancellation)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = Import.MostBytes + 1L;
        }

        var file = new BoundedBody(http.Request.Body, Import.MostBytes);
        var read = http.Request.HasJsonContentType() ? await BodsReader.ReadAsync(file, cancellation)
            : http.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true ? await OwnershipTable.ReadAsync(file, cancellation)
            : throw new ProblemException(Problem.Of("unsupported-media-type", "JSON of the Beneficial Ownership Data Standard, or text/csv."));
        return new OwnershipPreview
        {
            Records = read.Records,
            Statements = read.Statements,
            Findings = read.Findings,
            Picture = Pictures.Of(rulebook.Current, read.Statements, now),
        };
    }

    /// <summary>A body that is read as it comes, up to a bound.</summary>
    private sealed class BoundedBody(Stream body, long most) : Stream
    {
        private long _read;

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
            var count = await body.ReadAsync(buffer, cancellationToken);
            _read += count;
            return _read <= most ? count : throw new ProblemException(Problem.Of("body-too-large", $"At most {most} bytes."));
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
}
