using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Marten;
using Reporting.Contracts.Evidence;
using Reporting.Server.Evidence.Storage;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Evidence;

// Resumable uploads as tus 1.0 writes them (https://tus.io/protocols/resumable-upload): core, creation,
// creation-with-upload, termination, checksum, expiration.

/// <summary><c>OPTIONS /v1/evidence/{evidenceId}/uploads</c>: what of tus 1.0 is spoken here.</summary>
public static class UploadCapabilitiesEndpoint
{
    [EmptyAnswer(StatusCodes.Status204NoContent)]
    [NotTenanted]
    [WolverineOptions("/v1/evidence/{evidenceId}/uploads")]
    public static void Options(Guid evidenceId, EvidenceSettings settings, HttpContext http)
    {
        Tus.Version(http);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers["Tus-Version"] = Tus.Spoken;
        http.Response.Headers["Tus-Extension"] = "creation,creation-with-upload,termination,checksum,expiration";
        http.Response.Headers["Tus-Max-Size"] = Tus.Text(settings.MaxBytes);
        http.Response.Headers["Tus-Checksum-Algorithm"] = Checksum.Known;
    }
}

/// <summary><c>POST /v1/evidence/{evidenceId}/uploads</c>: begins a resumable upload (tus 1.0) of <c>Upload-Length</c> bytes; the body may bring the first of them. <c>Repr-Digest</c> (RFC 9530) is compared when all have come.</summary>
public static class BeginUploadEndpoint
{
    [RawBody(Tus.ContentType)]
    [AnswersWith("not-in-this-state", "checksum-mismatch", "precondition-failed")]
    [EmptyAnswer(StatusCodes.Status201Created)]
    [AnswerIsNotKept("A client of the protocol sends no key; an upload that was begun twice expires.")]
    [WolverinePost("/v1/evidence/{evidenceId}/uploads")]
    public static async Task Post(Guid evidenceId, IQuerySession session, Uploads uploads, EvidenceSettings settings, By by, HttpContext http, CancellationToken cancellation)
    {
        Tus.Check(http);
        RawBodies.Allow(http, settings);
        var length = Tus.Number(http, "Upload-Length") ?? throw Tus.Malformed("Upload-Length says how many bytes there are; it cannot be told later here.");
        var upload = await uploads.BeginAsync(
            session.TenantId, evidenceId, length, Tus.FileName(http.Request.Headers["Upload-Metadata"]), ExpectedDigests.Read(http.Request.Headers["Repr-Digest"]), cancellation);
        if (http.Request.ContentType == Tus.ContentType)
        {
            upload = (await uploads.AppendAsync(session.TenantId, upload, http.Request.Body, Checksum.Read(http.Request.Headers["Upload-Checksum"]), ends: false, by, cancellation)).Upload;
        }

        http.Response.StatusCode = StatusCodes.Status201Created;
        http.Response.Headers.Location = $"/v1/evidence/{evidenceId}/uploads/{upload.Id}";
        Tus.Progress(http, upload);
    }
}

/// <summary><c>GET /v1/evidence/{evidenceId}/uploads/{uploadId}</c>: how far an upload has come.</summary>
public static class ReadUploadEndpoint
{
    [WolverineGet("/v1/evidence/{evidenceId}/uploads/{uploadId}")]
    public static async Task<UploadProgress> Get(Guid evidenceId, Guid uploadId, IQuerySession session, Uploads uploads, By by, CancellationToken cancellation)
    {
        var upload = await Tus.FindAsync(session, uploads, evidenceId, uploadId, by, cancellation);
        return new UploadProgress(upload.Id, upload.Evidence, upload.Offset, upload.Length, upload.Offset == upload.Length ? null : upload.Expires);
    }
}

/// <summary>How far an upload has come, in headers (tus 1.0).</summary>
public static class UploadOffsetEndpoint
{
    [EmptyAnswer(StatusCodes.Status204NoContent)]
    [AnswersWith("precondition-failed")]
    [WolverineHead("/v1/evidence/{evidenceId}/uploads/{uploadId}")]
    public static async Task Head(Guid evidenceId, Guid uploadId, IQuerySession session, Uploads uploads, By by, HttpContext http, CancellationToken cancellation)
    {
        Tus.Check(http);
        var upload = await Tus.FindAsync(session, uploads, evidenceId, uploadId, by, cancellation);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["Upload-Length"] = Tus.Text(upload.Length!.Value);
        Tus.Progress(http, upload);
    }
}

/// <summary><c>PATCH /v1/evidence/{evidenceId}/uploads/{uploadId}</c>: adds bytes at <c>Upload-Offset</c> (tus 1.0). What arrived before the connection broke is kept; with the last byte the evidence is received.</summary>
public static class AppendUploadEndpoint
{
    [RawBody(Tus.ContentType)]
    [AnswersWith("not-in-this-state", "checksum-mismatch", "precondition-failed")]
    [EmptyAnswer(StatusCodes.Status204NoContent)]
    [WolverinePatch("/v1/evidence/{evidenceId}/uploads/{uploadId}")]
    public static async Task Patch(Guid evidenceId, Guid uploadId, IQuerySession session, Uploads uploads, EvidenceSettings settings, By by, HttpContext http, CancellationToken cancellation)
    {
        Tus.Check(http);
        if (http.Request.ContentType != Tus.ContentType)
        {
            throw new ProblemException(Problem.Of("unsupported-media-type", $"Bytes are added as {Tus.ContentType}."));
        }

        RawBodies.Allow(http, settings);
        var offset = Tus.Number(http, "Upload-Offset") ?? throw Tus.Malformed("Upload-Offset says where these bytes belong.");
        var checksum = Checksum.Read(http.Request.Headers["Upload-Checksum"]);
        var upload = await Tus.FindAsync(session, uploads, evidenceId, uploadId, by, cancellation);
        if (upload.Offset != offset)
        {
            throw Uploads.OffsetMismatch();
        }

        if (http.Request.ContentLength > upload.Length - upload.Offset)
        {
            throw Tus.Malformed($"More bytes are sent than the {upload.Length} that were announced.");
        }

        if (upload.Offset != upload.Length)
        {
            upload = (await uploads.AppendAsync(session.TenantId, upload, http.Request.Body, checksum, ends: false, by, cancellation)).Upload;
        }

        http.Response.StatusCode = StatusCodes.Status204NoContent;
        Tus.Progress(http, upload);
    }
}

/// <summary><c>DELETE /v1/evidence/{evidenceId}/uploads/{uploadId}</c>: ends an upload; what it brought is removed.</summary>
public static class EndUploadEndpoint
{
    [EmptyAnswer(StatusCodes.Status204NoContent)]
    [AnswersWith("precondition-failed")]
    [WolverineDelete("/v1/evidence/{evidenceId}/uploads/{uploadId}")]
    public static async Task Delete(Guid evidenceId, Guid uploadId, IQuerySession session, Uploads uploads, HttpContext http, CancellationToken cancellation)
    {
        Tus.Check(http);
        var upload = await uploads.FindAsync(session, evidenceId, uploadId, cancellation) ?? throw ProblemException.NotFound();
        await uploads.EndAsync(session.TenantId, upload, cancellation);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}

/// <summary>The protocol's own headers.</summary>
internal static class Tus
{
    public const string Spoken = "1.0.0";
    public const string ContentType = "application/offset+octet-stream";

    public static void Version(HttpContext http) => http.Response.Headers["Tus-Resumable"] = Spoken;

    /// <summary>412 to a client of another version, as the protocol asks.</summary>
    public static void Check(HttpContext http)
    {
        Version(http);
        if (http.Request.Headers["Tus-Resumable"] != Spoken)
        {
            http.Response.Headers["Tus-Version"] = Spoken;
            throw new ProblemException(Problem.Of("precondition-failed", $"Tus-Resumable: {Spoken} is spoken here."));
        }
    }

    public static void Progress(HttpContext http, EvidenceUpload upload)
    {
        http.Response.Headers["Upload-Offset"] = Text(upload.Offset);
        if (upload.Offset != upload.Length)
        {
            http.Response.Headers["Upload-Expires"] = upload.Expires.ToString("R", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The upload; one that has become evidence is all there; one whose last step was lost takes it now.</summary>
    public static async Task<EvidenceUpload> FindAsync(IQuerySession session, Uploads uploads, Guid evidenceId, Guid uploadId, By by, CancellationToken cancellation)
    {
        if (await uploads.FindAsync(session, evidenceId, uploadId, cancellation) is { } upload)
        {
            if (upload.Offset == upload.Length)
            {
                await uploads.CompleteAsync(session.TenantId, upload, known: null, by, cancellation);
            }

            return upload;
        }

        return await session.LoadAsync<EvidenceItem>(evidenceId, cancellation) is { Received: { } received } item && received.Upload == uploadId
            ? new EvidenceUpload(uploadId, item.Id, item.Case, received.Statement, "") { Length = received.Size, Offset = received.Size }
            : throw ProblemException.NotFound();
    }

    public static long? Number(HttpContext http, string header)
    {
        var text = http.Request.Headers[header].ToString();
        return text.Length == 0 ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw Malformed($"{header} is a number.");
    }

    /// <summary>Of the pairs of a name and a base64 value, <c>filename</c>; others are passed over.</summary>
    public static string? FileName(string? metadata)
    {
        foreach (var pair in (metadata ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split(' ', 2);
            if (parts[0] == "filename" && parts.Length == 2)
            {
                return Base64.IsValid(parts[1]) ? Encoding.UTF8.GetString(Convert.FromBase64String(parts[1])) : throw Malformed("Values of Upload-Metadata are base64.");
            }
        }

        return null;
    }

    public static ProblemException Malformed(string detail) => new(Problem.Of("malformed-request", detail));

    public static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
