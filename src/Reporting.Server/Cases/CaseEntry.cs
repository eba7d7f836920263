namespace Reporting.Server.Cases;

/// <summary>
/// One line of a firm's own register of cases, written in the transaction that opens the case: its external reference is
/// unique within the firm and can be looked up. Immutable; what a case is like now stands on its stream.
/// </summary>
public sealed record CaseEntry(Guid Id, string Reference, string ExternalReference, CaseType Type, string? Title, DateTimeOffset OpenedAt);
