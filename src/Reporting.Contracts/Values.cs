using System.Text.Json.Serialization;

namespace Reporting.Contracts;

/// <summary>One item of a list whose items are added, changed and withdrawn singly.</summary>
public interface IItem
{
    /// <summary>The filer's own id of this item, unique in its list. Needed only by whoever wants to change the item later.</summary>
    string? Id { get; }
}

/// <summary>The answer to a question of fact. <c>unknown</c> is an answer; a member left out is a gap.</summary>
[JsonConverter(typeof(KebabCase<Tri>))]
public enum Tri
{
    Yes,
    No,
    Unknown,
}

/// <summary>How exactly a time is known. A <c>day</c> leaves open the whole local day of the offset given; <c>approximate</c> leaves open everything around it.</summary>
[JsonConverter(typeof(KebabCase<TimePrecision>))]
public enum TimePrecision
{
    Exact,
    Hour,
    Day,
    Month,
    Year,
    Approximate,
}

/// <summary>When something happened, and how exactly that is known.</summary>
public record TimeStatement
{
    /// <summary>RFC 3339 with an offset. With a precision other than exact: any instant of the hour, day, month or year meant, which is taken in the offset given.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Exact when absent.</summary>
    public TimePrecision Precision { get; init; }
}

/// <summary>Whether a figure was counted or is estimated.</summary>
[JsonConverter(typeof(KebabCase<Basis>))]
public enum Basis
{
    Estimate,
    Actual,
}

/// <summary>A figure and whether it is actual.</summary>
public sealed record Est<T>
    where T : notnull
{
    public required T Value { get; init; }

    /// <summary>An estimate when absent.</summary>
    public Basis Basis { get; init; }
}

/// <summary>An amount of money in one currency.</summary>
public sealed record Money
{
    /// <summary>Units of the currency, not thousands; at most four decimals and 15 digits in all.</summary>
    [Amount]
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 alpha-3.</summary>
    [Currency]
    public required string Currency { get; init; }
}

[JsonConverter(typeof(KebabCase<PartyKind>))]
public enum PartyKind
{
    Individual,
    Company,
    Partnership,
    Trust,
    Fund,
    Government,
    PublicBody,
    Other,
}

/// <summary>A person or a body. Its name and address are sealed, since it may be a person.</summary>
public record Party
{
    [Line(300)]
    public Sealed<string>? Name { get; init; }

    public PartyKind? Kind { get; init; }

    /// <summary>Where it is established; of a person, where it lives.</summary>
    [Country]
    public string? Country { get; init; }

    /// <summary>Its number in the register of its country.</summary>
    [Reference]
    public string? RegistrationNumber { get; init; }

    [Lei]
    public string? Lei { get; init; }

    [Prose(1000)]
    public Sealed<string>? Address { get; init; }
}

/// <summary>A person to ask, by office.</summary>
public sealed record ContactPerson
{
    [Line]
    public Sealed<string>? Name { get; init; }

    [Line]
    public string? Position { get; init; }

    [MailAddress]
    public Sealed<string>? Email { get; init; }

    [Telephone]
    public Sealed<string>? Telephone { get; init; }
}

/// <summary>Traffic Light Protocol 2.0.</summary>
[JsonConverter(typeof(KebabCase<Tlp>))]
public enum Tlp
{
    Clear,
    Green,
    Amber,
    AmberStrict,
    Red,
}

/// <summary>A fact a regime asks about that has no member of its own here, so that a new regime needs no new release.</summary>
public sealed record StatedFact
{
    /// <summary>The fact's name in the regime document.</summary>
    [FactName]
    public required string Fact { get; init; }

    /// <summary><c>yes</c>, <c>no</c>, <c>unknown</c>, or one of the regime's codes.</summary>
    [Code]
    public required string Value { get; init; }
}
