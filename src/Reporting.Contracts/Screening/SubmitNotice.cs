using System.Text.Json.Serialization;

namespace Reporting.Contracts.Screening;

/// <summary>POST /v1/screening-notices/{id}/reports: submits the notice to authorities.</summary>
public sealed record SubmitNotice
{
    /// <summary>Ids of the authorities it is submitted to.</summary>
    [Items(20)]
    [EachCode]
    public required IReadOnlyList<string> Authorities { get; init; }

    /// <summary>What is stated anew. An absent member keeps what the case says.</summary>
    public NoticeStatement? Notice { get; init; }

    /// <summary>Evidence of the case that goes to these authorities with it, besides the documents that the notice names. It has been announced at the least; its content may follow later.</summary>
    [Items(200)]
    public IReadOnlyList<Guid>? Evidence { get; init; }

    /// <summary>That the notice is true and complete. Required where the form of one of the authorities has it.</summary>
    public NoticeDeclaration? DeclarationA { get; init; }

    /// <summary>That the representative is authorised; where one acts.</summary>
    public RepresentativeDeclaration? DeclarationB { get; init; }
}

/// <summary>The declaration whose text the regulations fix (SI 2021/1272 Schedules 1 to 3).</summary>
public sealed record NoticeDeclaration
{
    [Line]
    public required Sealed<string> Name { get; init; }

    [Line]
    public required string Position { get; init; }

    /// <summary>Local day, Europe/London.</summary>
    public required DateOnly Date { get; init; }
}

/// <summary>Declares a representative authorised and gives its address for service.</summary>
public sealed record RepresentativeDeclaration
{
    [Line]
    public required Sealed<string> Name { get; init; }

    [Line]
    public required string Position { get; init; }

    /// <summary>Local day, Europe/London.</summary>
    public required DateOnly Date { get; init; }

    [Prose(1000)]
    public required Sealed<string> AddressForService { get; init; }
}

/// <summary>How a document was served (SI 2021/1267): by e-mail and portal given at once, by post on the second (UK) or fifth (abroad) working day after.</summary>
[JsonConverter(typeof(KebabCase<ServiceMethod>))]
public enum ServiceMethod
{
    Email,
    PostUk,
    PostAbroad,
    Portal,
}

/// <summary>POST /v1/regulator/cases/{id}/acceptance: the authority notified the notifying party that the notice is accepted.</summary>
public sealed record AcceptNotice
{
    /// <summary>When the notification was sent, posted or registered; when it counts as given follows from the method.</summary>
    public required DateTimeOffset GivenAt { get; init; }

    public required ServiceMethod Method { get; init; }

    /// <summary>Everybody else who is notified of it.</summary>
    [Items(50)]
    public IReadOnlyList<AcceptanceAddressee>? Others { get; init; }
}

/// <summary>One who is notified of an acceptance beside the notifying party.</summary>
public sealed record AcceptanceAddressee
{
    [ItemId]
    public required string Id { get; init; }

    public required AddresseeRole Role { get; init; }

    /// <summary>It gave the notice together with the notifying party: the review is counted from its day too, and the later end shown beside the earlier.</summary>
    public bool? GaveTheNotice { get; init; }

    /// <summary>When its notification was sent; absent: not yet, and its service is recorded when it is.</summary>
    public DateTimeOffset? GivenAt { get; init; }

    /// <summary>How; with <c>givenAt</c>.</summary>
    public ServiceMethod? Method { get; init; }
}
