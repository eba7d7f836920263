using System.Buffers;
using System.Security.Cryptography;
using JasperFx;
using Marten;
using Reporting.Contracts;
using Reporting.Server.Evidence.Storage;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine;
using Wolverine.Marten.Publishing;
using Wolverine.Runtime;

namespace Reporting.Server.Evidence;

/// <summary>What came of an upload.</summary>
/// <param name="Item">As it is now; null while bytes are still to come.</param>
public sealed record UploadOutcome(EvidenceUpload Upload, EvidenceItem? Item);

/// <summary>
/// Takes content in, in constant memory: a segment at a time is filled, encrypted, made durable and noted. An upload that
/// breaks off goes on, on any node, from the last byte that arrived; when all are here, one transaction makes it evidence.
/// </summary>
public sealed class Uploads(
    IDocumentStore documents, IEvidenceStore store, Vault vault, LegalClock law, TimeProvider machine, EvidenceSettings settings, Clamd scanner, OutboxedSessionFactory outboxed, IWolverineRuntime runtime)
{
    /// <summary>Uploads of one item that may stand open at once.</summary>
    public const int MostOpen = 4;

    private const int Attempts = 5;

    /// <summary>Begins an upload.</summary>
    /// <param name="length">Bytes in all, where the client says so.</param>
    public async Task<EvidenceUpload> BeginAsync(string tenant, Guid evidence, long? length, string? name, ExpectedDigests expected, CancellationToken cancellation)
    {
        await using var session = documents.LightweightSession(tenant);
        var item = await session.LoadAsync<EvidenceItem>(evidence, cancellation) ?? throw ProblemException.NotFound();
        Refuse(item, length);
        if (await session.Query<EvidenceUpload>().CountAsync(u => u.Evidence == evidence, cancellation) >= MostOpen)
        {
            throw new ProblemException(Problem.Of("not-in-this-state", $"{MostOpen} uploads of this evidence are open: go on with one of them, or end one (DELETE)."));
        }

        return await BeginAsync(session, item, length, name, expected, cancellation);
    }

    /// <summary>Begins to bring in what was computed here.</summary>
    public async Task<EvidenceUpload> BeginComputedAsync(string tenant, EvidenceItem item, long length, string name, CancellationToken cancellation)
    {
        await using var session = documents.LightweightSession(tenant);
        return await BeginAsync(session, item, length, name, ExpectedDigests.None, cancellation);
    }

    private async Task<EvidenceUpload> BeginAsync(IDocumentSession session, EvidenceItem item, long? length, string? name, ExpectedDigests expected, CancellationToken cancellation)
    {
        var seal = await SealAsync(session, item.Case, cancellation);
        var statement = Ids.Next();
        var clean = FileNames.Clean(name);
        var upload = seal.Sealed(
            new EvidenceUpload(Ids.Random(), item.Id, item.Case, statement, Convert.ToBase64String(SegmentCipher.NewKey()))
            {
                Length = length,
                Name = clean is null ? null : new Sealed<string>(clean),
                Sha256 = expected.Sha256,
                Sha512 = expected.Sha512,
                Expires = machine.GetUtcNow() + settings.UploadLife,
            },
            statement);
        session.Insert(upload);
        await session.SaveChangesAsync(cancellation);
        return upload with { Version = 1 };
    }

    /// <summary>Content may be brought to an item once.</summary>
    private void Refuse(EvidenceItem item, long? length)
    {
        if (item.Received is not null)
        {
            throw new ProblemException(Problem.Of("not-in-this-state", "The content of this evidence has been received and is not replaced. Announce another piece of evidence."));
        }

        if (item.Announced.Kind == Contracts.Evidence.EvidenceKind.OutputSimilarity)
        {
            throw new ProblemException(Problem.Of("not-in-this-state", "The content of this evidence is computed here."));
        }

        RefuseSize(length);
    }

    private void RefuseSize(long? length)
    {
        if (length > settings.MaxBytes)
        {
            throw TooLarge();
        }

        if (length == 0)
        {
            throw new ProblemException(Problem.Of("invalid-content", "Evidence without content is none."));
        }
    }

    public async Task<EvidenceUpload?> FindAsync(IQuerySession session, Guid evidence, Guid id, CancellationToken cancellation) =>
        await session.LoadAsync<EvidenceUpload>(id, cancellation) is { } upload && upload.Evidence == evidence ? upload : null;

    /// <summary>Adds what the body brings. What arrived before it broke off is kept, except under a checksum, which speaks of all of it.</summary>
    /// <param name="ends">The end of the body is the end of the content: so when it is sent in one request.</param>
    public async Task<UploadOutcome> AppendAsync(string tenant, EvidenceUpload upload, Stream body, Checksum? checksum, bool ends, By by, CancellationToken cancellation)
    {
        var key = await KeyAsync(tenant, upload, cancellation);
        using var cipher = new SegmentCipher(key, tenant, upload.Id);
        using var digests = upload.Offset == 0 ? new RunningDigests() : null;
        using var sum = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
        var plain = ArrayPool<byte>.Shared.Rent(SegmentCipher.SegmentBytes);
        var closed = ArrayPool<byte>.Shared.Rent(SegmentCipher.SegmentBytes + SegmentCipher.Overhead);
        var kept = upload;
        var written = upload;
        var replaced = new List<string>();
        try
        {
            // A last segment that is not full is filled up, so that however often an upload breaks off, it has no more segments than one that did not.
            var filled = 0;
            if (upload.Segments is [.., var last] && last.Size < SegmentCipher.SegmentBytes)
            {
                var size = last.Size + SegmentCipher.Overhead;
                await store.ReadAsync(last.Name, closed.AsMemory(0, size), cancellation);
                cipher.Open(closed.AsSpan(0, size), upload.Segments.Count - 1, plain.AsSpan(0, last.Size));
                filled = last.Size;
                written = upload with { Segments = [.. upload.Segments.SkipLast(1)], Offset = upload.Offset - last.Size };
                replaced.Add(last.Name);
            }

            var fresh = 0L;
            Exception? broken = null;
            while (broken is null)
            {
                var read = 0;
                try
                {
                    read = await body.ReadAsync(plain.AsMemory(filled, SegmentCipher.SegmentBytes - filled), cancellation);
                }
                catch (Exception e) when (e is OperationCanceledException or (IOException and not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }))
                {
                    broken = e;
                }

                if (read == 0)
                {
                    break;
                }

                digests?.Append(plain.AsSpan(filled, read));
                sum?.AppendData(plain, filled, read);
                filled += read;
                fresh += read;
                RefuseMore(upload, upload.Offset + fresh);
                if (filled == SegmentCipher.SegmentBytes)
                {
                    written = await PutAsync(cipher, written, plain, filled, closed, tenant, cancellation);
                    filled = 0;
                    if (checksum is null)
                    {
                        kept = written = await KeepAsync(tenant, written, replaced);
                    }
                }
            }

            if (broken is not null && (checksum is not null || ends))
            {
                throw new ProblemException(Problem.Of("malformed-request", "The body ended before its end."));
            }

            if (checksum is not null && !sum!.GetHashAndReset().AsSpan().SequenceEqual(checksum.Digest))
            {
                throw new ProblemException(Problem.Of("checksum-mismatch", "Nothing of this request was kept."));
            }

            if (fresh > 0 && (filled > 0 || kept.Offset != written.Offset))
            {
                if (filled > 0)
                {
                    written = await PutAsync(cipher, written, plain, filled, closed, tenant, CancellationToken.None);
                }

                kept = await KeepAsync(tenant, written, replaced);
            }

            if (broken is not null)
            {
                throw new ProblemException(Problem.Of("malformed-request", $"The body ended before its end; {kept.Offset} bytes are kept."));
            }
        }
        catch (Exception) when (written.Segments.Count > 0)
        {
            // Not noted, so not part of anything.
            foreach (var segment in written.Segments.Where(s => !kept.Segments.Contains(s) && !upload.Segments.Contains(s)))
            {
                await store.DeleteAsync(segment.Name, CancellationToken.None);
            }

            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain, clearArray: true);
            ArrayPool<byte>.Shared.Return(closed);
        }

        return kept.Offset == kept.Length || ends
            ? new UploadOutcome(kept, await CompleteAsync(tenant, kept, digests?.End(), by, cancellation))
            : new UploadOutcome(kept, null);
    }

    /// <summary>All bytes are here: compares, and makes of them the content of the item. Done again after a crash, it ends the same.</summary>
    public async Task<EvidenceItem> CompleteAsync(string tenant, EvidenceUpload upload, (byte[] Sha256, byte[] Sha512)? known, By by, CancellationToken cancellation)
    {
        if (upload.Offset == 0)
        {
            await EndAsync(tenant, upload, cancellation);
            throw new ProblemException(Problem.Of("invalid-content", "Evidence without content is none."));
        }

        var key = await KeyAsync(tenant, upload, cancellation);
        await using var content = new ContentStream(store, new EvidenceBlob("", upload.Id, upload.Segments, upload.Offset, []), tenant, key);
        var head = new byte[(int)Math.Min(MediaTypes.Looks, upload.Offset)];
        await content.ReadExactlyAsync(head, cancellation);
        var (sha256, sha512) = known ?? await DigestsAsync(content, cancellation);
        if ((upload.Sha256 is { } expected256 && !sha256.AsSpan().SequenceEqual(expected256)) || (upload.Sha512 is { } expected512 && !sha512.AsSpan().SequenceEqual(expected512)))
        {
            await EndAsync(tenant, upload, cancellation);
            throw new ProblemException(Problem.Of("invalid-content", $"The content has another digest than was stated: its SHA-256 is {Convert.ToHexStringLower(sha256)}. Nothing of it was kept."));
        }

        var at = law.Read();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await CommitAsync(tenant, upload, key, Convert.ToHexStringLower(sha256), MediaTypes.Sniff(head), at, by, cancellation);
            }
            catch (Exception e) when (attempt < Attempts && e is ConcurrencyException or DocumentAlreadyExistsException)
            {
                // The same content came in twice at once, or the item changed meanwhile: it is looked at again.
            }
        }
    }

    /// <summary>Ends an upload before its end. What it brought is removed by a message, so also when this node stops now.</summary>
    public Task EndAsync(string tenant, EvidenceUpload upload, CancellationToken cancellation) =>
        WithOutboxAsync(tenant, async (session, outbox) =>
        {
            session.Delete(upload);
            await outbox.PublishAsync(new TidyContent(upload.Id), new DeliveryOptions { TenantId = tenant });
            return true;
        }, cancellation);

    private Task<EvidenceItem> CommitAsync(string tenant, EvidenceUpload upload, byte[] key, string sha256, string mediaType, Now at, By by, CancellationToken cancellation) =>
        WithOutboxAsync(tenant, async (session, outbox) =>
        {
            var stream = await session.Events.FetchForWriting<EvidenceItem>(upload.Evidence, cancellation);
            var item = stream.Aggregate ?? throw ProblemException.NotFound();
            session.Delete(upload);
            // It removes what no content holds, which may be all of it.
            await outbox.PublishAsync(new TidyContent(upload.Id), new DeliveryOptions { TenantId = tenant });
            if (item.Received is { } earlier)
            {
                return earlier.Sha256 == sha256 ? item : throw await TakenAsync(tenant, upload, cancellation);
            }

            var seal = await SealAsync(session, item.Case, cancellation);
            await HoldAsync(session, outbox, seal, upload, key, sha256, cancellation);
            var statement = Ids.Next();
            if (upload.Name is { IsOpen: false })
            {
                seal.Open(upload, upload.Statement);
            }

            var received = seal.Sealed(
                new EvidenceReceived(upload.Id, sha256, upload.Offset, mediaType, statement, upload.Name is null ? null : new Sealed<string>(upload.Name.Value), at.Value), statement);
            Custody.Append(session, stream, received, at, by);
            if (scanner.IsOn)
            {
                await outbox.PublishAsync(new ScanEvidence(item.Id), new DeliveryOptions { TenantId = tenant });
            }

            return item with { Received = received, Version = item.Version + 1 };
        }, cancellation);

    // Two brought different content to one item: the first has it.
    private async Task<ProblemException> TakenAsync(string tenant, EvidenceUpload upload, CancellationToken cancellation)
    {
        await EndAsync(tenant, upload, cancellation);
        return new ProblemException(Problem.Of("not-in-this-state", "Other content of this evidence was received meanwhile."));
    }

    /// <summary>Gives the case a way to the content: to the one that lies here already, where some case can still open it, or to the one just brought.</summary>
    private async Task HoldAsync(IDocumentSession session, MessageContext outbox, CaseSeal seal, EvidenceUpload upload, byte[] key, string sha256, CancellationToken cancellation)
    {
        var blob = await session.LoadAsync<EvidenceBlob>(sha256, cancellation);
        if (blob is null)
        {
            session.Insert(new EvidenceBlob(sha256, upload.Id, upload.Segments, upload.Offset, [NewGrant(seal, upload.Case, key)]));
            return;
        }

        if (await OpenAsync(session, blob, cancellation) is not { } shared)
        {
            // Every case that held it was erased: what lies there will never be read again.
            session.UpdateRevision(new EvidenceBlob(sha256, upload.Id, upload.Segments, upload.Offset, [NewGrant(seal, upload.Case, key)]), blob.Version + 1);
            await outbox.PublishAsync(new TidyContent(blob.Place), new DeliveryOptions { TenantId = session.TenantId });
            return;
        }

        if (blob.Grants.All(g => g.Case != upload.Case))
        {
            session.UpdateRevision(blob with { Grants = [.. blob.Grants, NewGrant(seal, upload.Case, shared)] }, blob.Version + 1);
        }
    }

    private static Grant NewGrant(CaseSeal seal, Guid caseId, byte[] key)
    {
        var statement = Ids.Next();
        return seal.Sealed(new Grant(caseId, statement, Convert.ToBase64String(key)), statement);
    }

    private async Task<byte[]?> OpenAsync(IQuerySession session, EvidenceBlob blob, CancellationToken cancellation)
    {
        foreach (var grant in blob.Grants)
        {
            if (await session.LoadAsync<CaseKey>(grant.Case, cancellation) is { Erased: false } wrapped)
            {
                vault.SealOf(session.TenantId, grant.Case, wrapped).Open(grant, grant.Statement);
                return Convert.FromBase64String(grant.Key.Value);
            }
        }

        return null;
    }

    private static async Task<(byte[] Sha256, byte[] Sha512)> DigestsAsync(ContentStream content, CancellationToken cancellation)
    {
        using var digests = new RunningDigests();
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            content.Position = 0;
            int read;
            while ((read = await content.ReadAsync(buffer, cancellation)) > 0)
            {
                digests.Append(buffer.AsSpan(0, read));
            }

            return digests.End();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private async Task<EvidenceUpload> PutAsync(SegmentCipher cipher, EvidenceUpload upload, byte[] plain, int size, byte[] closed, string tenant, CancellationToken cancellation)
    {
        var index = upload.Segments.Count;
        // A name of its own each time: two that write at the same offset do not write over each other.
        var name = $"{EvidenceUpload.PlaceOf(tenant, upload.Id)}/{index:D6}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}";
        cipher.Close(plain.AsSpan(0, size), index, closed.AsSpan(0, size + SegmentCipher.Overhead));
        await store.PutAsync(name, closed.AsMemory(0, size + SegmentCipher.Overhead), cancellation);
        return upload with { Segments = [.. upload.Segments, new Segment(name, size)], Offset = upload.Offset + size };
    }

    // Not broken off by a client that has gone: what it brought is here.
    private async Task<EvidenceUpload> KeepAsync(string tenant, EvidenceUpload upload, List<string> replaced)
    {
        var noted = upload with { Expires = machine.GetUtcNow() + settings.UploadLife };
        await using var session = documents.LightweightSession(tenant);
        session.UpdateRevision(noted, upload.Version + 1);
        try
        {
            await session.SaveChangesAsync();
        }
        catch (ConcurrencyException)
        {
            throw OffsetMismatch();
        }

        foreach (var name in replaced)
        {
            await store.DeleteAsync(name, CancellationToken.None);
        }

        replaced.Clear();
        return noted with { Version = upload.Version + 1 };
    }

    public static ProblemException OffsetMismatch() => new(Problem.Of("conflict", "The upload has another offset than this request begins at. Ask for it (HEAD) and go on from there."));

    private void RefuseMore(EvidenceUpload upload, long offset)
    {
        if (offset > upload.Length)
        {
            throw new ProblemException(Problem.Of("malformed-request", $"More bytes came than the {upload.Length} that were announced."));
        }

        if (offset > settings.MaxBytes)
        {
            throw TooLarge();
        }
    }

    private ProblemException TooLarge() => new(Problem.Of("body-too-large", $"Evidence has at most {settings.MaxBytes} bytes."));

    private async Task<byte[]> KeyAsync(string tenant, EvidenceUpload upload, CancellationToken cancellation)
    {
        if (!upload.Key.IsOpen)
        {
            await using var session = documents.QuerySession(tenant);
            (await SealAsync(session, upload.Case, cancellation)).Open(upload, upload.Statement);
        }

        return Convert.FromBase64String(upload.Key.Value);
    }

    private async Task<CaseSeal> SealAsync(IQuerySession session, Guid caseId, CancellationToken cancellation) =>
        await session.LoadAsync<CaseKey>(caseId, cancellation) is { Erased: true }
            ? throw new ProblemException(Problem.Of("not-in-this-state", "What the case holds was erased: nothing can be added to it."))
            : await vault.LoadAsync(session, caseId, cancellation);

    private async Task<T> WithOutboxAsync<T>(string tenant, Func<IDocumentSession, MessageContext, Task<T>> work, CancellationToken cancellation)
    {
        var outbox = new MessageContext(runtime) { TenantId = tenant };
        await using var session = outboxed.OpenSession(outbox, tenant);
        var result = await work(session, outbox);
        await session.SaveChangesAsync(cancellation);
        await outbox.FlushOutgoingMessagesAsync();
        return result;
    }
}
