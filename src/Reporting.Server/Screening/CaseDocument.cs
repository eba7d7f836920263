using Reporting.Contracts;
using Reporting.Contracts.Screening;
using Reporting.Server.Deadlines;

namespace Reporting.Server.Screening;

/// <summary>A document of an authority, as far as it has reached the case.</summary>
/// <param name="Concerns">The document it is about.</param>
public sealed record CaseDocument(Guid Id, string Authority, StatutoryDocument Kind, IReadOnlyList<string> Regimes, Guid? Concerns)
{
    /// <summary>When it became effective without being served; null where service makes it so.</summary>
    public DateTimeOffset? MadeAt { get; init; }

    public int? WorkingDays { get; init; }

    /// <summary>How it went to each addressee, as recorded last.</summary>
    public IReadOnlyList<AddresseeServed> Services { get; init; } = [];

    /// <summary>What the firm was given; null while it was not.</summary>
    public DocumentCopy? Copy { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Of an order: when it ended otherwise than by its own words.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What ended it.</summary>
    public StatutoryDocument? EndedBy { get; init; }

    public static CaseDocument Of(NoticeAccepted e) => new(e.Document ?? Guid.Empty, e.Authority, StatutoryDocument.Acceptance, e.Regimes, null)
    {
        Notified = e.Others ?? [],
        Services = [new AddresseeServed(NotifyingParty, AddresseeRole.Acquirer, e.Served), .. (e.Others ?? []).Where(o => o.Served is not null).Select(o => new AddresseeServed(o.Addressee, o.Role, o.Served!))],
    };

    /// <summary>The first addressee of an acceptance: who gave the notice.</summary>
    public const string NotifyingParty = "notifying-party";

    /// <summary>Of an acceptance: everybody else who is notified.</summary>
    public IReadOnlyList<AcceptanceTo> Notified { get; init; } = [];

    /// <summary>In what part an acceptance is addressed to somebody; null where it is not.</summary>
    public AddresseeRole? AcceptedTo(string addressee) =>
        addressee == NotifyingParty ? AddresseeRole.Acquirer : Notified.FirstOrDefault(n => n.Addressee == addressee)?.Role;

    public CaseDocument Served(AddresseeServed served, DocumentCopy? copy, DateTimeOffset? endsAt) => this with
    {
        EndsAt = endsAt ?? EndsAt,
        Services = Services.Any(s => s.Addressee == served.Addressee) ? [.. Services.Select(s => s.Addressee == served.Addressee ? served : s)] : [.. Services, served],
        Copy = copy ?? Copy,
    };

    /// <summary>The services that clocks go by, the first sent first. An acceptance counts for who gave the notice (s.14(9)), all of several who gave it together.</summary>
    public AddresseeServed[] Counted =>
        [.. Services.Where(s => Kind == StatutoryDocument.Acceptance ? s.Addressee == NotifyingParty || Notified.Any(n => n.GaveTheNotice && n.Addressee == s.Addressee) : Statutes.Of(Kind).CountsFor is not { Length: > 0 } roles || roles.Contains(s.Role)).OrderBy(s => s.Served.SentAt)];

    public bool IsGiven => (Kind == StatutoryDocument.Acceptance || Statutes.Of(Kind).Effective == Effective.Given) && Counted.Length > 0;

    /// <summary>Whether an order holds at a moment: an interim one ends by itself when it says so (s.25).</summary>
    public bool Holds(DateTimeOffset at) => Statutes.IsDrafted(Kind) && Statutes.Of(Kind).Orders && EndedAt is null && (EndsAt is null || at <= EndsAt);

    /// <summary>When it says that it ends.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    internal Happening? Happened(string kind, string regime, DateTimeOffset recordedAt) => Counted is [var first, .. var others]
        ? new Happening(
            kind,
            first.Served.SentAt,
            recordedAt,
            Regime: regime,
            Method: Words.Of(first.Served.Method),
            Notice: Concerns?.ToString("N"),
            Record: Id == Guid.Empty ? null : Id.ToString("N"),
            Also: others.Length == 0 ? null : [.. others.Select(o => new Delivered(o.Served.SentAt, Words.Of(o.Served.Method)))])
        : null;
}

/// <summary>How a document went to one addressee.</summary>
public sealed record AddresseeServed(string Addressee, AddresseeRole Role, Service Served);
