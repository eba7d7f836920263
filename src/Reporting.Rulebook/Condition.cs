using System.Text.Json;

namespace Reporting.Rulebook;

/// <summary>Yes, no, or cannot tell yet.</summary>
public enum Answer
{
    Yes,
    No,
    Unknown,
}

/// <summary>How a number is compared.</summary>
public enum Comparison
{
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
}

/// <summary>A condition over facts, as data: no scripting. Three-valued: what is not known is neither true nor false.</summary>
public abstract record Condition
{
    /// <summary>Answers, and notes which facts were known and which would have to be.</summary>
    /// <param name="asked">Null where nobody wants to know what it looked at.</param>
    public abstract Answer Ask(Facts facts, Asked? asked = null);

    /// <summary>Every one of them.</summary>
    public sealed record All(IReadOnlyList<Condition> Of) : Condition
    {
        public override Answer Ask(Facts facts, Asked? asked = null) => Several(Of, facts, asked, decisive: Answer.No, otherwise: Answer.Yes);
    }

    /// <summary>At least one of them.</summary>
    public sealed record Any(IReadOnlyList<Condition> Of) : Condition
    {
        public override Answer Ask(Facts facts, Asked? asked = null) => Several(Of, facts, asked, decisive: Answer.Yes, otherwise: Answer.No);
    }

    public sealed record Not(Condition Of) : Condition
    {
        public override Answer Ask(Facts facts, Asked? asked = null) => Of.Ask(facts, asked) switch
        {
            Answer.Yes => Answer.No,
            Answer.No => Answer.Yes,
            Answer.Unknown => Answer.Unknown,
        };
    }

    /// <summary>An exemption: holds unless the fact was stated true. Silence exempts nobody and leaves nothing open.</summary>
    public sealed record Unless(string Fact) : Condition
    {
        public override Answer Ask(Facts facts, Asked? asked = null)
        {
            if (facts.Find(Fact) is not { } value)
            {
                return Answer.Yes;
            }

            asked?.Knew(Fact, value);
            return value.ValueKind == JsonValueKind.True ? Answer.No : Answer.Yes;
        }
    }

    /// <summary>What one fact decides: open while it is not known.</summary>
    public abstract record OfFact(string Fact) : Condition
    {
        public sealed override Answer Ask(Facts facts, Asked? asked = null)
        {
            if (facts.Find(Fact) is not { } value)
            {
                asked?.Open(Fact);
                return Answer.Unknown;
            }

            asked?.Knew(Fact, value);
            return Decide(value);
        }

        protected abstract Answer Decide(JsonElement value);
    }

    /// <summary>The fact has one of these values; of a fact that has several at once (what an incident led to), any of them.</summary>
    public sealed record OneOf(string Fact, IReadOnlyList<JsonElement> Values) : OfFact(Fact)
    {
        protected override Answer Decide(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Array)
            {
                return Has(value) ? Answer.Yes : Answer.No;
            }

            foreach (var one in value.EnumerateArray())
            {
                if (Has(one))
                {
                    return Answer.Yes;
                }
            }

            return Answer.No;
        }

        private bool Has(JsonElement value)
        {
            foreach (var one in Values)
            {
                if (JsonElement.DeepEquals(one, value))
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>The fact is known, whatever it is.</summary>
    public sealed record Known(string Fact) : OfFact(Fact)
    {
        protected override Answer Decide(JsonElement value) => Answer.Yes;
    }

    /// <summary>The fact is a number that stands so to another; what is no number does not.</summary>
    public sealed record Compared(string Fact, Comparison By, decimal With) : OfFact(Fact)
    {
        protected override Answer Decide(JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number))
            {
                return Answer.No;
            }

            var holds = By switch
            {
                Comparison.AtLeast => number >= With,
                Comparison.MoreThan => number > With,
                Comparison.AtMost => number <= With,
                Comparison.LessThan => number < With,
            };
            return holds ? Answer.Yes : Answer.No;
        }
    }

    // One decisive answer settles it, whatever else is open; what was open beside it is then no question.
    private static Answer Several(IReadOnlyList<Condition> of, Facts facts, Asked? asked, Answer decisive, Answer otherwise)
    {
        var open = asked?.OpenFacts.Count ?? 0;
        var answer = otherwise;
        for (var i = 0; i < of.Count; i++)
        {
            var one = of[i].Ask(facts, asked);
            if (one == decisive)
            {
                asked?.Settle(open);
                return decisive;
            }

            answer = one == Answer.Unknown ? Answer.Unknown : answer;
        }

        return answer;
    }
}

/// <summary>What a condition looked at.</summary>
public sealed class Asked
{
    private static readonly Dictionary<string, JsonElement?> Nothing = [];
    private Dictionary<string, JsonElement?>? _known;
    private List<string>? _open;

    public IReadOnlyDictionary<string, JsonElement?> KnownFacts => _known ?? Nothing;

    /// <summary>Facts that would settle it.</summary>
    public IReadOnlyList<string> OpenFacts => _open ?? (IReadOnlyList<string>)[];

    internal void Knew(string fact, JsonElement value) => (_known ??= new(StringComparer.Ordinal))[fact] = value;

    internal void Open(string fact)
    {
        _open ??= [];
        if (!_open.Contains(fact))
        {
            _open.Add(fact);
        }
    }

    /// <summary>Forgets what came to be open after the first so many: it was settled otherwise.</summary>
    internal void Settle(int open)
    {
        if (_open is { } facts && facts.Count > open)
        {
            facts.RemoveRange(open, facts.Count - open);
        }
    }
}
