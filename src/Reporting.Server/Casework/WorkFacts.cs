using Reporting.Contracts;
using Reporting.Server.Kernel;

namespace Reporting.Server.Casework;

/// <summary>Somebody of the authority is on the case, or nobody is any more.</summary>
/// <param name="Member">The member, as its acts name it; null: nobody.</param>
public sealed record CaseAssigned(string Reference, string? Member, string? Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => Member is null ? "Nobody is on the case any more." : $"Member {Member} is on the case.";
}

/// <summary>Words that the authority sorts its cases by were added or taken away.</summary>
public sealed record CaseTagged(string Reference, IReadOnlyList<string> Add, IReadOnlyList<string> Remove, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => string.Join(" ", ((string, IReadOnlyList<string>)[])[("Tagged:", Add), ("No longer:", Remove)] is var parts ? parts.Where(p => p.Item2.Count > 0).Select(p => $"{p.Item1} {string.Join(", ", p.Item2)}.") : []);
}

/// <summary>A note on the authority's own file.</summary>
/// <param name="Statement">Names the sealing of the text.</param>
public sealed record CaseNoted(string Reference, Guid Note, Guid Statement, Sealed<string> Text, DateTimeOffset At) : IOwnCaseFact, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "A note was made.";
}

/// <summary>A member of the authority has a conflict of interest and is kept from the case.</summary>
/// <param name="Member">The member, as its acts name it.</param>
public sealed record MemberBarred(string Reference, string Member, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Member {Member} is kept from the case.";
}

/// <summary>A member who was kept from the case is so no longer.</summary>
public sealed record BarLifted(string Reference, string Member, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Member {Member} is no longer kept from the case.";
}

/// <summary>Somebody holds that the authority has finished with the case. Another has to close it.</summary>
public sealed record ClosureProposed(string Reference, Guid Proposal, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "It was proposed to close the file.";
}

/// <summary>The file was closed as another had proposed.</summary>
public sealed record ClosureApproved(string Reference, Guid Proposal, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "The proposal to close the file was approved.";
}
