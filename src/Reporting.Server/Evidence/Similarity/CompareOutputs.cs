using System.Security.Cryptography;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Evidence;
using Reporting.Server.Cases;
using Reporting.Server.Journal;
using Reporting.Server.Kernel;
using Reporting.Server.Privacy;
using Wolverine;
using Wolverine.Http;
using Wolverine.Marten;
using Wolverine.Persistence;

namespace Reporting.Server.Evidence.Similarity;

/// <summary><c>POST /v1/cases/{caseId}/evidence/similarity</c>: has two models' outputs compared, in the background; the report becomes evidence of the case. The same inputs, parameters and seed make the same report.</summary>
public static class CompareOutputsEndpoint
{
    /// <summary>What is compared, as far as the case has it, and which of the deposits named are the firm's.</summary>
    public sealed record Inputs(IReadOnlyList<EvidenceItem> Found, IReadOnlyList<NamedDeposit> Deposits, long DrawnSeed);

    public static async Task<Inputs> LoadAsync(Received<CompareOutputs> received, Guid caseId, IDocumentSession session, LedgerReader ledger, CancellationToken cancellation) =>
        new(
            await EvidenceReleases.LoadAsync(session, caseId, [.. Named(received.Body).Select(n => n.Id).OfType<Guid>()], cancellation),
            [.. (await ledger.DepositsAsync(session.TenantId, received.Body.Deposits ?? [], cancellation)).Select(d => new NamedDeposit(d.Receipt, d.Stream))],
            // Exact in every reader that takes JSON numbers as doubles.
            (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))) >> 11));

    public static ProblemDetails Validate(Received<CompareOutputs> received, CaseKey? key, Inputs inputs) =>
        Rules.First(
            () => key?.Erased == true ? Problem.Of("not-in-this-state", "What the case holds was erased: nothing can be added to it.") : WolverineContinue.NoProblems,
            () => Rules.Check(
                EvidenceReleases.AreOfTheCase(inputs.Found, Named(received.Body)),
                Named(received.Body).Where(n => n.Id is not null).SelectMany(n => inputs.Found.Where(i => i.Id == n.Id).SelectMany(i => CanBeRead(n.Pointer, i))),
                Named(received.Body).Where(n => n.Id is not null).GroupBy(n => n.Id).SelectMany(g => g.Skip(1)).Select(n => new ProblemError(n.Pointer, "duplicate", "Each of the inputs is another piece of evidence.")),
                Deposited(received.Body.Deposits ?? [], inputs.Deposits)));

    [RevisionDoesNotMatter("Evidence is added to a case and changes nothing that it says.")]
    [WolverinePost("/v1/cases/{caseId}/evidence/similarity")]
    public static (Created<EvidenceNamed>, IStartStream, JournalEntry, OutgoingMessages) Post(
        Received<CompareOutputs> received,
        [Entity("caseId")] CaseEntry entry,
        [Entity("caseId", Required = false)] CaseKey? key,
        Inputs inputs,
        IDocumentSession session,
        Vault vault,
        By by)
    {
        var wanted = received.Body;
        var statement = Ids.Next();
        var announced = vault.SealOf(session.TenantId, entry.Id, key).Sealed(
            new EvidenceAnnounced(Ids.Random(), entry.Id, EvidenceKind.OutputSimilarity, statement, wanted.Description, PromisedFor: null), statement);
        var asked = new SimilarityAsked(
            wanted.Own,
            wanted.Suspected,
            wanted.Control,
            wanted.Canaries,
            wanted.ShingleWords ?? CompareOutputs.UsualShingleWords,
            wanted.Threshold ?? CompareOutputs.UsualThreshold,
            wanted.Permutations ?? CompareOutputs.UsualPermutations,
            wanted.Seed ?? inputs.DrawnSeed,
            inputs.Deposits.Count == 0 ? null : inputs.Deposits);
        return (
            EvidenceViews.Named(announced, "computing", received.Now),
            MartenOps.StartStream<EvidenceItem>(announced.Evidence, Recorded.Event(announced, received.Now, by), Recorded.Event(asked, received.Now, by)),
            Custody.Row(announced.Evidence, 2, [], received.Now, announced, asked),
            [new ComputeSimilarity(announced.Evidence)]);
    }

    private static IReadOnlyList<(string Pointer, Guid? Id)> Named(CompareOutputs wanted) =>
        [("/own", wanted.Own), ("/suspected", wanted.Suspected), ("/control", wanted.Control), ("/canaries", wanted.Canaries)];

    private static IEnumerable<ProblemError> Deposited(IReadOnlyList<Guid> named, IReadOnlyList<NamedDeposit> found)
    {
        foreach (var (receipt, i) in named.Select((r, i) => (r, i)))
        {
            if (found.All(d => d.Receipt != receipt))
            {
                yield return new ProblemError($"/deposits/{i}", "unknown-deposit", "The firm has no receipt of a deposit with this id.");
            }
            else if (named.Take(i).Contains(receipt))
            {
                yield return new ProblemError($"/deposits/{i}", "duplicate", "This deposit is named already.");
            }
        }
    }

    private static IEnumerable<ProblemError> CanBeRead(string pointer, EvidenceItem item) => item switch
    {
        { Received: null } => [new ProblemError(pointer, "not-received", "The content of this evidence has not been received yet.")],
        { State: "quarantined" } => [new ProblemError(pointer, "quarantined", "The content of this evidence is quarantined.")],
        _ => [],
    };
}
