using System.Text.Json.Nodes;
using Reporting.Rulebook;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>One field of a form, or one declaration that goes with it.</summary>
/// <param name="Number">The authority's own number of it.</param>
/// <param name="Detail">What is wrong with it.</param>
public sealed record FormGap(string Pointer, string Regime, string? Number, string? Detail = null);

/// <summary>Something that refuses nothing and is worth knowing before.</summary>
public sealed record Warning(string Code, string Detail);

/// <summary>Holds what a case states against the forms of one authority, for both kinds of case.</summary>
public sealed class FormCheck(RegimeSet rulebook, IReadOnlyList<string> regimes, IReadOnlyList<string> stages)
{
    public IReadOnlyList<(string Regime, FormField Field)> Fields { get; } =
        [.. regimes.SelectMany(regime => stages.Distinct().SelectMany(stage => rulebook.Form(regime, stage)).Select(f => (regime, f)))];

    /// <summary>Essential fields that the case does not state.</summary>
    public IEnumerable<FormGap> Missing(object stated) =>
        Fields.Where(f => f.Field.Essential && !Statements.States(stated, f.Field.Pointer)).Select(f => new FormGap(f.Field.Pointer, f.Regime, f.Field.Number));

    /// <summary>Declarations that the forms ask with what is stated.</summary>
    public IEnumerable<FormGap> Declarations(object stated) =>
        regimes.SelectMany(regime => stages.Distinct().SelectMany(stage => rulebook.Declarations(regime, stage))
            .Where(d => d.With is null || Statements.States(stated, d.With))
            .Select(d => new FormGap(d.Pointer, regime, d.Number)));

    /// <summary>Values that a form does not take.</summary>
    /// <param name="whole">What is stated, without persons.</param>
    public IEnumerable<FormGap> Wrong(JsonObject whole) =>
        Fields.Where(f => f.Field.Codes.Count > 0)
            .SelectMany(f => Values(CutOf.At(whole, f.Field.Pointer)).Where(v => !f.Field.Codes.Contains(v))
                .Select(v => new FormGap(f.Field.Pointer, f.Regime, f.Field.Number, $"'{v}' is none of {string.Join(", ", f.Field.Codes)}.")));

    /// <summary>Fields that are stated and asked, and not among those that would be sent.</summary>
    public IEnumerable<string> Withheld(object stated, IReadOnlyList<string> sent) =>
        Fields.Select(f => f.Field.Pointer).Distinct().Where(p => Statements.States(stated, p) && !sent.Contains(p));

    private static IEnumerable<string> Values(JsonNode? node) => node switch
    {
        JsonArray items => items.SelectMany(Values),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
