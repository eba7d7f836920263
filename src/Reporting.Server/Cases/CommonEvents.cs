using Reporting.Contracts;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>The firm answered an authority that had asked.</summary>
public sealed record InformationProvided(Guid Request, string Authority, string Text, IReadOnlyList<Guid> Evidence, DateTimeOffset ReceivedAt) : ICaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"Answered what {Authority} had asked.";
}

/// <summary>A party that is alleged something, or that a decision would bind, replied to the authority. Shown wherever what it replies to is.</summary>
public sealed record RepresentationRecorded(string Authority, string Reference, Guid Representation, Guid Statement, Sealed<string> Party, Sealed<string> Text, DateTimeOffset ReceivedAt) : IAuthorityAct, INamesPersons
{
    DateTimeOffset ICaseFact.HappenedAt => ReceivedAt;

    string ICaseFact.InWords => $"A party made a representation to {Authority}.";
}
