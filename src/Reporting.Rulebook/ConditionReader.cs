namespace Reporting.Rulebook;

/// <summary>Reads conditions, each fact of which the document must have declared with its question.</summary>
internal sealed class ConditionReader(IReadOnlyCollection<string> declared)
{
    private static readonly string[] Kinds = ["all", "any", "not", "unless", "is", "in", "known", .. Enum.GetValues<Comparison>().Select(Member)];

    public Condition Read(DocumentNode n)
    {
        var kinds = Kinds.Where(n.Has).ToList();
        if (kinds.Count != 1)
        {
            n.Fault("", "must say one thing: " + string.Join(", ", Kinds));
            Array.ForEach(Kinds, kind => n.Ignore(kind));
            n.Ignore("fact");
            return new Condition.All([]);
        }

        return kinds[0] switch
        {
            "all" => new Condition.All(n.Children("all", Read)),
            "any" => new Condition.Any(n.Children("any", Read)),
            "not" => new Condition.Not(n.Child("not", Read) ?? new Condition.All([])),
            "unless" => new Condition.Unless(Declared(n, "unless")),
            _ => OfFact(n, Declared(n, "fact"), kinds[0]),
        };
    }

    private static Condition OfFact(DocumentNode n, string fact, string kind)
    {
        switch (kind)
        {
            case "is":
                return new Condition.OneOf(fact, [n.Value("is")]);
            case "in":
                return new Condition.OneOf(fact, n.Values("in"));
            case "known":
                if (!n.Flag("known"))
                {
                    n.Fault("known", "must be true: what must not be known is written with not");
                }

                return new Condition.Known(fact);
            default:
                return new Condition.Compared(fact, Enum.GetValues<Comparison>().Single(c => Member(c) == kind), n.Number(kind));
        }
    }

    private string Declared(DocumentNode n, string member)
    {
        var fact = n.Text(member);
        if (fact.Length > 0 && !declared.Contains(fact))
        {
            n.Fault(member, $"'{fact}' is not declared under facts, with its question");
        }

        return fact;
    }

    private static string Member(Comparison comparison) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(comparison.ToString());
}
