namespace Reporting.Server.Kernel;

/// <summary>What an event tells a timeline: when it happened and, in words without personal data, what.</summary>
public interface ICaseFact
{
    DateTimeOffset HappenedAt { get; }

    string InWords { get; }
}

/// <summary>What an authority holds for itself of a case, in its own tenant: no firm learns that there is such a thing.</summary>
public interface IOwnCaseFact : ICaseFact;

/// <summary>An event that names persons, sealed.</summary>
public interface INamesPersons
{
    /// <summary>Names the sealing of its personal values.</summary>
    Guid Statement { get; }
}
