using System.Text.Json.Serialization;

namespace Reporting.Contracts.Firms;

/// <summary>POST /v1/mandates: a representative acts for the firm from now on, with a client of its own.</summary>
public sealed record GiveMandate
{
    public required Representative Representative { get; init; }

    public required MandateScope Scope { get; init; }

    /// <summary>The instant from which the mandate holds no more.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Whether what an authority serves on the representative is served on the firm.</summary>
    public bool MayAcceptService { get; init; }
}

[JsonConverter(typeof(KebabCase<RepresentativeKind>))]
public enum RepresentativeKind
{
    LawFirm,
    IncidentResponder,
    Consultant,
    Individual,
}

/// <summary>Who acts for the firm.</summary>
public sealed record Representative
{
    [Line]
    public required Sealed<string> Name { get; init; }

    public required RepresentativeKind Kind { get; init; }

    public required RepresentativeContact Contact { get; init; }
}

public sealed record RepresentativeContact
{
    [MailAddress]
    public required Sealed<string> Email { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }
}

/// <summary>In which cases, and what.</summary>
public sealed record MandateScope
{
    /// <summary>Ids of the cases it is for, and no others are seen; absent: every case, and new ones may be opened.</summary>
    [Items(200)]
    public IReadOnlyList<Guid>? Cases { get; init; }

    public required bool MayFile { get; init; }

    public required bool MayRead { get; init; }
}

/// <summary>200 of POST /v1/mandates.</summary>
/// <param name="Member">The id under which the representative stands in receipts and timelines.</param>
/// <param name="ClientSecret">Shown this once, to be handed to the representative.</param>
public sealed record MandateGiven(Guid Id, Guid Member, string ClientId, string ClientSecret, DateTimeOffset RecordedAt);

/// <summary>POST /v1/mandates/{mandateId}/revocation.</summary>
public sealed record RevokeMandate
{
    /// <summary>Why, for whoever asks later. Names no person.</summary>
    [Prose]
    public required string Reason { get; init; }
}

/// <summary>200 of a revocation: from this instant the representative may do nothing any more, whatever tokens it has.</summary>
public sealed record MandateRevoked(Guid Mandate, DateTimeOffset RevokedAt);

/// <summary>A mandate as the firm reads it.</summary>
/// <param name="Member">The id under which the representative stands in receipts and timelines.</param>
/// <param name="State"><c>holds</c>, <c>ended</c> or <c>revoked</c>.</param>
public sealed record MandateView(
    Guid Id,
    Guid Member,
    Representative Representative,
    MandateScope Scope,
    DateTimeOffset Until,
    bool MayAcceptService,
    string State,
    DateTimeOffset GivenAt,
    DateTimeOffset? RevokedAt);
