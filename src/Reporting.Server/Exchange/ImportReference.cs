using System.Security.Cryptography;
using Marten;
using Reporting.Exchange.Reference;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Exchange;

/// <summary><c>POST /v1/reference/editions</c>: loads public reference data: techniques of MITRE ATLAS (JSON, or a STIX bundle), or a galaxy of MISP (JSON). A file with a fault is refused whole. Loaded again, it changes nothing.</summary>
public static class ImportReferenceEndpoint
{
    /// <param name="Changed">False: this edition was held already, with the same content.</param>
    public sealed record ReferenceLoaded(string Source, string Edition, int Techniques, int Actors, bool Changed);

    [RawBody("application/json")]
    [AnswersWith("already-registered")]
    [AnswerIsNotKept("The same file again changes nothing, with or without a key.")]
    [WolverinePost("/v1/reference/editions")]
    public static async Task<ReferenceLoaded> Post(IDocumentStore store, LiveReference live, By by, Now now, HttpContext http, CancellationToken cancellation)
    {
        using var held = new MemoryStream();
        await BoundedStream.Of(http, ReferenceFile.MostBytes).CopyToAsync(held, cancellation);
        var bytes = held.ToArray();
        var (file, faults) = ReferenceReader.Read(bytes);
        if (file is null)
        {
            throw new ProblemException(Problem.Of("invalid-content", errors: [.. faults.Take(100).Select(f => new ProblemError(f.Pointer, f.Code, f.Detail))]));
        }

        var edition = new ReferenceEdition(ReferenceEdition.IdOf(file), file.Source, file.Edition, Convert.ToHexStringLower(SHA256.HashData(bytes)), now.Value, by.ToString(), file);
        await using var session = store.LightweightSession(Tenants.Index);
        var earlier = await session.LoadAsync<ReferenceEdition>(edition.Id, cancellation);
        if (earlier is not null && earlier.Sha256 != edition.Sha256)
        {
            throw new ProblemException(Problem.Of("already-registered", $"{edition.Id} is held with other content. Its makers number what they change: load it under a new edition."));
        }

        if (earlier is null)
        {
            session.Insert(edition);
            await session.SaveChangesAsync(cancellation);
            live.LookAgain();
        }

        return new ReferenceLoaded(file.Source, file.Edition, file.Techniques.Count, file.Actors.Count, earlier is null);
    }
}
