using JasperFx.Events;
using Microsoft.AspNetCore.Mvc;
using Reporting.Contracts.Cases;
using Reporting.Rulebook;
using Reporting.Server.Deadlines;
using Reporting.Server.Firms;
using Reporting.Server.Kernel;

namespace Reporting.Server.Cases;

/// <summary>A case of either kind as the commands see it that both kinds have.</summary>
/// <typeparam name="T">The kind itself.</typeparam>
public interface ICase<T>
    where T : class, ICase<T>
{
    static abstract CaseType Type { get; }

    Guid Id { get; }

    /// <summary>Raised by commands of the firm.</summary>
    int Revision { get; }

    /// <summary>Where in its life it is, as the wire says it.</summary>
    string InState { get; }

    /// <summary>What is stated of it now.</summary>
    object Statement { get; }

    /// <summary>Stages whose forms are still to be filed, where no obligation names them.</summary>
    IReadOnlyList<string> OpenForms { get; }

    /// <summary>Per authority: how many filings and acts its own cut has seen.</summary>
    IReadOnlyDictionary<string, int> CutRevisions { get; }

    /// <summary>One more event of the stream, whatever it is.</summary>
    T After(IEvent e);

    /// <summary>The case as one authority knows it; the case itself where it knows the whole of it.</summary>
    T AsKnownTo(string authority);

    /// <summary>The case as the rulebook is shown it.</summary>
    CaseKnown Known(Firm firm, Now now);

    /// <summary>Whether an act that both kinds have is possible now; else 409 with what is.</summary>
    ProblemDetails Permits(CommonAct act, string authority);

    /// <summary>Questions that only a decision settles.</summary>
    IReadOnlyList<OpenDetermination> Undetermined(RegimeSet rulebook, DeadlinesComputed computed);
}

/// <summary>An authority's acts that are the same on both kinds of case.</summary>
public enum CommonAct
{
    RecordRepresentation,
}

/// <summary>An act of an authority on a case that it was sent.</summary>
public interface IAuthorityAct : ICaseFact
{
    string Authority { get; }

    /// <summary>The authority's own reference of the case.</summary>
    string Reference { get; }
}
