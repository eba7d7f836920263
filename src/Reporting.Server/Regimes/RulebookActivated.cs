namespace Reporting.Server.Regimes;

/// <summary>The platform put documents in force: regimes, editions, calendars. Cases are evaluated again by it.</summary>
/// <param name="Number">1 for the first, and 1 more for each: which rulebook a node has.</param>
public sealed record RulebookActivated(int Number, string Reason, IReadOnlyList<ActivatedDocument> Documents);

/// <param name="Key"><c>regime/{id}@{edition}</c> or <c>calendar/{id}</c>.</param>
/// <param name="Sha256">Of the document's UTF-8 bytes, hexadecimal.</param>
public sealed record ActivatedDocument(string Key, string Sha256);

/// <summary>The activations so far, in one stream of the platform's own.</summary>
public sealed partial record RulebookHistory(Guid Id)
{
    /// <summary>One history a database: its stream has a name that is known in advance.</summary>
    public static readonly Guid Stream = Guid.ParseExact("7b0f5d5e4f0e8a0e9c0d2f6a1c3b5d71", "N");

    public int Number { get; init; }

    public static RulebookHistory Create(RulebookActivated e) => new(Stream) { Number = e.Number };

    public RulebookHistory Apply(RulebookActivated e) => this with { Number = e.Number };
}

/// <summary>A document as it was put in force, byte for byte. Kept for good: what a case was held against can be shown. Single-tenanted: the law is the same for all.</summary>
/// <param name="Id">The activation's number and the document's key.</param>
public sealed record RulebookDocument(string Id, int Activation, string Key, string Json)
{
    public static RulebookDocument Of(int activation, string key, string json) => new($"{activation}/{key}", activation, key, json);
}
