using System.Security.Cryptography;
using System.Text;
using Reporting.Contracts;
using Reporting.Contracts.Desk;
using Reporting.Server.Kernel;

namespace Reporting.Server.Casework;

/// <summary>The authority classified how grave it holds the case.</summary>
public sealed record SeverityClassified(string Reference, string Scheme, string Level, string Reasons, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Severity {Level} by {Scheme}.";
}

/// <summary>What the authority itself holds true, beside what the firm says.</summary>
/// <param name="Statement">Names the sealing of the values about persons.</param>
public sealed record AssessmentRecorded(
    string Reference, Guid Assessment, Guid Statement, string? About, Sealed<string> Text, Sealed<string> Source, SourceReliability Reliability, decimal Confidence, DateTimeOffset At) : IOwnCaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "An assessment was recorded.";
}

/// <summary>Two cases of the authority speak of one event. Recorded on the files of both.</summary>
public sealed record CasesLinked(string Reference, string Other, CaseRelation Relation, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Linked to {Other} ({Words.Of(Relation)}).";
}

/// <summary>
/// What an authority thinks of a case that it was sent: a stream in the authority's own tenant, which no firm's session
/// can reach.
/// </summary>
public static class CaseFile
{
    /// <summary>The file an authority keeps under its reference of a case. Derived, so that nothing has to be looked up, and no two authorities share one.</summary>
    public static Guid IdOf(string authority, string reference) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"case-file\n{authority}\n{reference}")).AsSpan(0, 16));
}
