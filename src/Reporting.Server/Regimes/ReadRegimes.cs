using System.Text.Json;
using Reporting.Contracts;
using Reporting.Rulebook;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Regimes;

/// <summary><c>GET /v1/regimes</c>: every regime of the rulebook in use, in all its editions.</summary>
public static class ListRegimesEndpoint
{
    /// <param name="Activation">The number of the last activation that is part of it; 0: as it shipped.</param>
    public sealed record RegimeList(int Activation, IReadOnlyList<RegimeSummary> Items);

    [NotTenanted]
    [WolverineGet("/v1/regimes")]
    public static RegimeList Get(ActiveRulebook rulebook) => new(
        rulebook.Number,
        [.. rulebook.Current.Regimes.GroupBy(r => r.Id).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => Summary([.. g.OrderBy(r => r.EffectiveFrom)]))]);

    private static RegimeSummary Summary(IReadOnlyList<Regime> editions) => new(
        editions[^1].Id,
        editions[^1].Title,
        editions[^1].Jurisdiction,
        editions[^1].CaseTypes,
        [.. editions.Select(r => new RegimeEdition(
            r.Edition, r.EffectiveFrom.ToDateOnly(), r.EffectiveTo?.ToDateOnly(), Contracts.Words.Of(r.LawStatus), Contracts.Words.Of(r.Verified), r.Source))]);
}

/// <summary><c>GET /v1/regimes/{id}</c>: a regime's document as it was written, with a citation for every rule; the latest edition, or the one named.</summary>
public static class ReadRegimeEndpoint
{
    [NotTenanted]
    [WolverineGet("/v1/regimes/{id}")]
    public static JsonElement Get(string id, string? edition, ActiveRulebook rulebook)
    {
        using var document = JsonDocument.Parse(rulebook.Document(id, edition) ?? throw ProblemException.NotFound());
        return document.RootElement.Clone();
    }
}

/// <summary><c>GET /v1/regimes/{id}/forms/{stage}</c>: what a filing at one stage asks for, field by field.</summary>
public static class ReadFormEndpoint
{
    [NotTenanted]
    [WolverineGet("/v1/regimes/{id}/forms/{stage}")]
    public static RegimeForm Get(string id, string stage, ActiveRulebook rulebook)
    {
        var fields = rulebook.Current.Form(id, stage);
        return fields.Count == 0
            ? throw ProblemException.NotFound()
            : new RegimeForm(id, stage, [.. fields.Select(f => new RegimeFormField(f.Pointer, f.Essential, f.Number, f.Codes.Count > 0 ? f.Codes : null))], [.. rulebook.Current.Declarations(id, stage).Select(d => new RegimeFormDeclaration(d.Pointer, d.Number, d.With))]);
    }
}

/// <summary><c>GET /v1/calendars/{id}</c>: the days off that deadlines are computed with, and which of them are not published yet.</summary>
public static class ReadCalendarEndpoint
{
    [NotTenanted]
    [WolverineGet("/v1/calendars/{id}")]
    public static CalendarView Get(string id, ActiveRulebook rulebook)
    {
        var calendar = rulebook.Current.Calendars.Find(id) ?? throw ProblemException.NotFound();
        return new CalendarView(
            calendar.Id,
            calendar.Title,
            calendar.Source,
            calendar.First.ToDateOnly(),
            calendar.Last.ToDateOnly(),
            [.. calendar.Holidays.OrderBy(h => h.Date).Select(h => new CalendarDay(h.Date.ToDateOnly(), h.Name, h.AnnouncedOn?.ToDateOnly(), h.Projected))]);
    }
}
