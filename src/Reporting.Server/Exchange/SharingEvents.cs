using Reporting.Contracts;
using Reporting.Exchange.Stix;
using Reporting.Server.Kernel;

namespace Reporting.Server.Exchange;

/// <summary>The authority gave another what it knew of a case at that moment.</summary>
/// <param name="To">The other authority.</param>
/// <param name="Under">The marking it went under.</param>
public sealed record CaseReferred(
    string Reference, Guid Referral, string To, string Purpose, string LegalBasis, Tlp Under, bool WithAssessments, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Referred to {To} under {TlpMarkings.Of(Under).Name}.";
}

/// <summary>What was referred is shown no longer.</summary>
public sealed record ReferralRevoked(string Reference, Guid Referral, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "A referral was revoked.";
}

/// <summary>The authority put what it knew of a case at that moment into a collection that others read.</summary>
public sealed record CasePublished(string Reference, Guid Collection, string Purpose, string LegalBasis, Tlp Under, bool WithAssessments, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => $"Published in a collection under {TlpMarkings.Of(Under).Name}.";
}

/// <summary>The case was taken out of the collection.</summary>
public sealed record PublicationWithdrawn(string Reference, Guid Collection, string Reason, DateTimeOffset At) : IOwnCaseFact
{
    DateTimeOffset ICaseFact.HappenedAt => At;

    string ICaseFact.InWords => "Taken out of a collection.";
}
