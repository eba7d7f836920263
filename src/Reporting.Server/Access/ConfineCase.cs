using JasperFx.Events;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts;
using Reporting.Contracts.Cases;
using Reporting.Contracts.Firms;
using Reporting.Ledger;
using Reporting.Server.Cases;
using Reporting.Server.Deadlines;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;

namespace Reporting.Server.Access;

/// <summary><c>PUT /v1/cases/{caseId}/confinement</c>: closes a case to named persons of the firm, or to others than before. For everybody else of the firm the case does not exist from then on; only a person named changes this.</summary>
public static class ConfineCaseEndpoint
{
    /// <summary>What the decision needs beside the request.</summary>
    /// <param name="Stream">Null where there is no such case.</param>
    /// <param name="Members">The members named that are registered.</param>
    public sealed record Around(IEventStream<Confinement>? Stream, CaseSeal Seal, IReadOnlyList<Member> Members);

    public static async Task<Around> LoadAsync(
        Guid caseId, CaseEntry? entry, CaseKey? key, Received<ConfineCase> received, IDocumentSession session, Vault vault, CancellationToken cancellation)
    {
        var seal = vault.SealOf(session.TenantId, caseId, key);
        // A stream is begun by whoever opens a case and by nobody else.
        var stream = entry is null ? null : await session.Events.FetchForWriting<Confinement>(caseId, cancellation);
        if (stream?.Aggregate?.Current is { } before)
        {
            seal.Open(before, before.Statement);
        }

        var named = await session.LoadManyAsync<Member>(cancellation, [.. received.Body.Members.Distinct().Select(m => m.ToString("N"))]);
        return new Around(stream, seal, [.. named]);
    }

    public static ProblemDetails Validate(Received<ConfineCase> received, CaseEntry? entry, Around around, Sight sight, By by) =>
        entry is null || !MayChange(around.Stream, sight)
            ? Problem.Of("not-found")
            : Rules.Check(
                AreNamable(received.Body.Members, around.Members, by.Party),
                CallerIsAmong(received.Body.Members, sight),
                CanBeReached(received.Body.Contacts));

    [WolverinePut("/v1/cases/{caseId}/confinement")]
    [RevisionDoesNotMatter("Who may see a case does not hang on what it states, and closing it must not wait.")]
    public static async Task<(Contracts.Cases.CaseConfined, CaseWrites, StoreDoc<CaseEntry>, ForgetOpening, OutgoingMessages)> Put(
        Guid caseId,
        Received<ConfineCase> received,
        [Entity("caseId", Required = false)] CaseEntry? entry,
        [Entity("caseId", Required = false)] CaseKey? key,
        Around around,
        CaseSight cases,
        IQuerySession session,
        By by,
        CancellationToken cancellation)
    {
        await cases.AnnounceAsync(session.TenantId, caseId, cancellation);
        var now = received.Now;
        var request = received.Body;
        var earlier = around.Stream!.Aggregate?.Current?.Contacts ?? [];
        var statement = Ids.Next();
        var confined = around.Seal.Sealed(
            new Cases.CaseConfined(statement, [.. request.Members.Distinct()], [.. request.Contacts.Select(c => Contact(c, earlier))], request.Reason, received.At.Value),
            statement);
        around.Stream.AppendOne(Recorded.Event(confined, now, by));
        return (
            new(caseId, confined.Members, confined.Contacts.Count, now.Value),
            Writes(caseId, around.Stream.StartingVersion, "case-confined", ContentCommitment.To(received.Bytes), received.At, now),
            MartenOps.Store(entry! with { NamedTo = confined.Members, Apart = true }),
            new ForgetOpening(CaseAnswers.Address(entry.Type, caseId)),
            // Who is told from now on hears at once of what is running.
            [new WakeCase(caseId, At: null)]);
    }

    /// <summary>Looked at once more where the change is made: who was named when the request came may have been taken out since.</summary>
    internal static bool MayChange(IEventStream<Confinement>? stream, Sight sight) =>
        stream?.Aggregate?.Current is not { } held || (sight.Named is { } caller && held.Members.Contains(caller));

    internal static CaseWrites Writes(Guid caseId, long? before, string kind, ContentCommitment commitment, Now receivedAt, Now now) =>
        new(new JournalEntry(Ids.Next(), caseId, (before ?? 0) + 1, [kind], [], commitment, receivedAt.Value, now.Value), Next: null);

    // Who is named again under the same address has been told what was told: what a contact is told hangs on its id.
    private static ConfinedContact Contact(OutOfBandContact stated, IReadOnlyList<ConfinedContact> earlier) => new(
        earlier.FirstOrDefault(e => e.Channel == stated.Channel && Same(e.Email, stated.Email) && Same(e.Telephone, stated.Telephone))?.Id ?? Ids.Next(),
        stated.Name,
        stated.Channel,
        stated.Email,
        stated.Telephone);

    private static bool Same(Sealed<string>? one, Sealed<string>? other) =>
        one is null ? other is null : one.IsOpen && other is not null && string.Equals(one.Value, other.Value, StringComparison.OrdinalIgnoreCase);

    /// <param name="party">The firm, as it stands in <see cref="By.Party"/>.</param>
    internal static IEnumerable<ProblemError> AreNamable(IReadOnlyList<Guid> named, IReadOnlyList<Member> members, string party)
    {
        for (var i = 0; i < named.Count; i++)
        {
            var member = members.FirstOrDefault(m => m.Id == named[i].ToString("N"));
            if (member is null || member.Suspended || member.Party != PartyType.Firm || party != "firm:" + member.PartyId)
            {
                yield return new ProblemError($"/members/{i}", "unknown-member", "The firm has no active member with this id.");
            }
            else if (member.Named is null)
            {
                yield return new ProblemError($"/members/{i}", "not-a-person", "This is a client that stands for no person.");
            }
        }
    }

    private static IEnumerable<ProblemError> CallerIsAmong(IReadOnlyList<Guid> named, Sight sight) =>
        sight.Named is { } caller && named.Contains(caller)
            ? []
            : [new ProblemError("/members", "caller-not-named", "Whoever closes a case is a person, and among those it is closed to.")];

    private static IEnumerable<ProblemError> CanBeReached(IReadOnlyList<OutOfBandContact> contacts)
    {
        if (contacts.Count == 0)
        {
            yield return new ProblemError("/contacts", "empty", "At least one contact: somebody has to hear of the deadlines.");
        }

        for (var i = 0; i < contacts.Count; i++)
        {
            if (contacts[i] is { Channel: OutOfBandChannel.Email, Email: null })
            {
                yield return new ProblemError($"/contacts/{i}/email", "required", "The channel is e-mail.");
            }
            else if (contacts[i] is { Channel: OutOfBandChannel.Telephone, Telephone: null })
            {
                yield return new ProblemError($"/contacts/{i}/telephone", "required", "The channel is the telephone.");
            }
        }
    }
}

/// <summary>
/// Forgets the answer that is kept of opening the case: the request names no case, so that nothing else keeps whoever opened
/// it from asking for that answer again. The same request under the same key opens a case anew, as if this had never been.
/// </summary>
/// <param name="Location">The address the case was given.</param>
public sealed record ForgetOpening(string Location) : IMartenOp
{
    public void Execute(IDocumentSession session) =>
        session.QueueSqlCommand($"delete from {EventStoreSchemas.Messages}.wolverine_deduplicated_responses where location = ?", Location);
}
