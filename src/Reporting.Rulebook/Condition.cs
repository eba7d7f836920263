using System.Text.Json;

namespace Reporting.Rulebook;

/// <summary>Yes, no, or cannot tell yet.</summary>
public enum Answer
{
    Yes,
    No,
    Unknown,
}

/// <summary>A condition over facts, as data: no scripting. Three-valued: what is not known is neither true nor false.</summary>
public abstract record Condition
{
    /// <summary>Answers, and notes which facts were known and which would have to be.</summary>
    public abstract Answer Ask(Facts facts, Asked asked);

    /// <summary>Every one of them.</summary>
    public sealed record All(IReadOnlyList<Condition> Of) : Condition
    {
        public override Answer Ask(Facts facts, Asked asked) => Worst(Of, facts, asked, decisive: Answer.No, otherwise: Answer.Yes);
    }

    /// <summary>At least one of them.</summary>
    public sealed record Any(IReadOnlyList<Condition> Of) : Condition
    {
        public override Answer Ask(Facts facts, Asked asked) => Worst(Of, facts, asked, decisive: Answer.Yes, otherwise: Answer.No);
    }

    public sealed record Not(Condition Of) : Condition
    {
        public override Answer Ask(Facts facts, Asked asked) => Of.Ask(facts, asked) switch
        {
            Answer.Yes => Answer.No,
            Answer.No => Answer.Yes,
            Answer.Unknown => Answer.Unknown,
        };
    }

    /// <summary>The fact has one of these values.</summary>
    public sealed record OneOf(string Fact, IReadOnlyList<JsonElement> Values) : Condition
    {
        public override Answer Ask(Facts facts, Asked asked)
        {
            if (facts.Find(Fact) is not { } value)
            {
                asked.Open(Fact);
                return Answer.Unknown;
            }

            asked.Knew(Fact, value);
            foreach (var one in Values)
            {
                if (JsonElement.DeepEquals(one, value))
                {
                    return Answer.Yes;
                }
            }

            return Answer.No;
        }
    }

    /// <summary>The fact is known, whatever it is.</summary>
    public sealed record Known(string Fact) : Condition
    {
        public override Answer Ask(Facts facts, Asked asked)
        {
            if (facts.Find(Fact) is not { } value)
            {
                asked.Open(Fact);
                return Answer.Unknown;
            }

            asked.Knew(Fact, value);
            return Answer.Yes;
        }
    }

    /// <summary>An exemption: holds unless the fact was stated true. Silence exempts nobody and leaves nothing open.</summary>
    public sealed record Unless(string Fact) : Condition
    {
        public override Answer Ask(Facts facts, Asked asked)
        {
            if (facts.Find(Fact) is not { } value)
            {
                return Answer.Yes;
            }

            asked.Knew(Fact, value);
            return value.ValueKind == JsonValueKind.True ? Answer.No : Answer.Yes;
        }
    }

    // One decisive answer settles it, whatever else is open; what was open beside it is then no question.
    private static Answer Worst(IReadOnlyList<Condition> of, Facts facts, Asked asked, Answer decisive, Answer otherwise)
    {
        var within = new Asked();
        var answer = otherwise;
        foreach (var condition in of)
        {
            var one = condition.Ask(facts, within);
            if (one == decisive)
            {
                answer = decisive;
                break;
            }

            answer = one == Answer.Unknown ? Answer.Unknown : answer;
        }

        asked.Take(within, withOpen: answer == Answer.Unknown);
        return answer;
    }
}

/// <summary>What a condition looked at.</summary>
public sealed class Asked
{
    private readonly Dictionary<string, JsonElement?> _known = new(StringComparer.Ordinal);
    private readonly List<string> _open = [];

    public IReadOnlyDictionary<string, JsonElement?> KnownFacts => _known;

    /// <summary>Facts that would settle it.</summary>
    public IReadOnlyList<string> OpenFacts => _open;

    internal void Knew(string fact, JsonElement value) => _known[fact] = value;

    internal void Open(string fact)
    {
        if (!_open.Contains(fact))
        {
            _open.Add(fact);
        }
    }

    internal void Take(Asked other, bool withOpen)
    {
        foreach (var (fact, value) in other._known)
        {
            _known[fact] = value;
        }

        if (withOpen)
        {
            other._open.ForEach(Open);
        }
    }
}
