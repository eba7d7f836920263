using Reporting.Contracts;

namespace Reporting.Server.Kernel;

/// <summary>One parameter that a list takes.</summary>
/// <param name="Meaning">One sentence, for the description of the interface.</param>
/// <param name="Values">The words it takes; null: any text.</param>
/// <param name="Format">JSON Schema's: <c>date-time</c> where an instant is meant.</param>
/// <param name="Type">JSON Schema's.</param>
/// <param name="Many">Given several times it means any of these.</param>
public sealed record QueryParameter(string Name, string Meaning, IReadOnlyList<string>? Values = null, string? Format = null, string Type = "string", bool Many = false);

/// <summary>What a list is asked for, read from the query string by one reader: an endpoint asks for it by type, and whatever it does not name is refused.</summary>
public interface IQueryFilter<TSelf>
    where TSelf : IQueryFilter<TSelf>
{
    static abstract IReadOnlyList<QueryParameter> Parameters { get; }

    static abstract TSelf Read(QueryReader query, By by);
}

/// <summary>Reads parameters and gathers every fault; the values themselves are what the declared parameter says.</summary>
public sealed class QueryReader
{
    /// <summary>How many lines a page holds at the most.</summary>
    public const int MostAPage = 200;

    private const int MostValues = 50;
    private const int MostCharacters = 500;

    // Read for all endpoints in one place, whatever they ask for.
    private static readonly string[] Common = ["asOf"];

    private readonly IQueryCollection query;
    private readonly IReadOnlyList<QueryParameter> parameters;
    private readonly List<ProblemError> errors = [];

    public QueryReader(IQueryCollection query, IReadOnlyList<QueryParameter> parameters)
    {
        (this.query, this.parameters) = (query, parameters);
        string[] known = [.. parameters.Select(p => p.Name), .. Common];
        foreach (var name in query.Keys.Where(k => !known.Contains(k)).Order(StringComparer.Ordinal))
        {
            errors.Add(new ProblemError("/" + name, "unknown-parameter", $"There is no such parameter here. It takes: {string.Join(", ", known.Order(StringComparer.Ordinal))}."));
        }
    }

    /// <summary>What was asked, in one order: a cursor belongs to it.</summary>
    public string Scope => string.Join('\n', query.Where(q => q.Key is not ("cursor" or "limit")).OrderBy(q => q.Key, StringComparer.Ordinal).SelectMany(q => q.Value, (q, v) => $"{q.Key}={v}"));

    public int Limit
    {
        get
        {
            var text = Text("limit");
            if (text is null)
            {
                return 50;
            }

            if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostAPage)
            {
                return limit;
            }

            errors.Add(new ProblemError("/limit", "out-of-range", $"From 1 to {MostAPage}."));
            return 50;
        }
    }

    /// <summary>The one value; null where it is not given.</summary>
    public string? Text(string name) => All(name) is [var only] ? only : null;

    /// <summary>Any of these; null where it is not given.</summary>
    public string[]? Any(string name) => All(name) is { Length: > 0 } values ? values : null;

    public DateTimeOffset? Instant(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (InstantConverter.TryRead(text, out var at))
        {
            return at.ToUniversalTime();
        }

        errors.Add(new ProblemError("/" + name, "not-an-instant", "An RFC 3339 instant with seconds and an offset. In an address + is written %2B."));
        return null;
    }

    public bool? Flag(string name) => Text(name) is { } text ? text == "true" : null;

    public void Fault(ProblemError error) => errors.Add(error);

    /// <exception cref="ProblemException">400, with every fault.</exception>
    public void Finish()
    {
        if (errors.Count > 0)
        {
            throw new ProblemException(Problem.Of("malformed-request", errors: [.. errors.Distinct()]));
        }
    }

    private string[] All(string name)
    {
        // What an endpoint does not take is not given: that it was is a fault already.
        if (parameters.FirstOrDefault(p => p.Name == name) is not { } declared)
        {
            return [];
        }

        string[] values = [.. query[name].Select(v => v ?? "")];
        if (values.Length > (declared.Many ? MostValues : 1))
        {
            errors.Add(new ProblemError("/" + name, "too-many", declared.Many ? $"At most {MostValues} values." : "It is given once."));
            return [];
        }

        if (Array.Exists(values, v => v.Length is 0 or > MostCharacters))
        {
            errors.Add(new ProblemError("/" + name, "out-of-range", $"From 1 to {MostCharacters} characters."));
            return [];
        }

        if (declared.Values is { } words && Array.Exists(values, v => !words.Contains(v)))
        {
            errors.Add(new ProblemError("/" + name, "unknown-value", $"Must be one of: {string.Join(", ", words)}."));
            return [];
        }

        return values;
    }
}

/// <summary>Marks a list that is answered with the tag of its content, and with 304 to whoever has it.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConditionalReadAttribute : Attribute;
