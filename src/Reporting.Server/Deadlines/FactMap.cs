using System.Text.Json;
using Reporting.Contracts;

namespace Reporting.Server.Deadlines;

/// <summary>Collects the facts of a case in the rulebook's words. Three ways to stand: a value, stated unknown (null), or never spoken of (absent).</summary>
public sealed class FactMap
{
    private readonly Dictionary<string, JsonElement?> _entries = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, JsonElement?> Entries => _entries;

    public void Set(string fact, string? value)
    {
        if (value is not null)
        {
            _entries[fact] = value == "unknown" ? null : JsonSerializer.SerializeToElement(value);
        }
    }

    /// <summary>A fact that may have several values at once; none is nothing spoken of.</summary>
    public void Set(string fact, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            _entries[fact] = JsonSerializer.SerializeToElement(values);
        }
    }

    public void Set(string fact, bool? value)
    {
        if (value is not null)
        {
            _entries[fact] = JsonSerializer.SerializeToElement(value.Value);
        }
    }

    public void Set(string fact, Tri? value)
    {
        switch (value)
        {
            case Tri.Unknown:
                _entries[fact] = null;
                break;
            case Tri.Yes or Tri.No:
                Set(fact, value == Tri.Yes);
                break;
            case null:
                break;
        }
    }

    /// <summary>The facts of an entity. Called for the inherited profile first and the case's own override after it.</summary>
    public void Profile(RegulatoryFacts? profile)
    {
        if (profile is null)
        {
            return;
        }

        Set("entityClass", profile.EntityClass is { } entityClass ? Words.Of(entityClass) : null);
        Set("entityType", profile.EntityType);
        Set("operatorOfEssentialServices", profile.OperatorOfEssentialServices);
        Set("relevantDigitalServiceProvider", profile.RelevantDigitalServiceProvider);
        Set("regulatedPerson", profile.RegulatedPerson);
        Set("sector", profile.Sector);
        Set("financialEntity", profile.FinancialEntity);
        Set("publicCompany", profile.PublicCompany);
        Set("coveredEntity", profile.CoveredEntity);
        Set("frontierDeveloper", profile.FrontierDeveloper);
        Set("gpaiSystemicRisk", profile.GpaiSystemicRisk);
        Set("gpaiCodeSignatory", profile.GpaiCodeSignatory);
        Set("productManufacturer", profile.ProductManufacturer);
        Set("controllerRole", profile.ControllerRole is { } role ? Words.Of(role) : null);
        Set("memberState", profile.MemberState);
        foreach (var other in profile.Other ?? [])
        {
            SetStated(other);
        }
    }

    private void SetStated(StatedFact stated)
    {
        switch (stated.Value)
        {
            case "yes" or "no":
                Set(stated.Fact, stated.Value == "yes");
                break;
            default:
                Set(stated.Fact, stated.Value);
                break;
        }
    }
}
