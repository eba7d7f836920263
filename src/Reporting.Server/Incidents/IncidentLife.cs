using Reporting.Server.Cases;

namespace Reporting.Server.Incidents;

/// <summary>Where in its life an incident is, on the firm's side.</summary>
public enum IncidentState
{
    /// <summary>Nothing of it has reached an authority.</summary>
    Private,
    Filed,

    /// <summary>The firm has taken the whole of it back.</summary>
    Withdrawn,
    Closed,
}

/// <summary>What a firm, or an authority, can do to an incident.</summary>
public enum IncidentCommand
{
    Amend,
    Determine,
    FileReport,
    RecordSubmission,
    WithdrawReport,
    Withdraw,
    Close,
    Reopen,
    Link,
    AnswerRequest,
    Acknowledge,
    CorrectReceipt,
    ReviewReport,
    RequestInformation,
    WithdrawRequest,
    RecordRepresentation,
    CloseFile,
    ReopenFile,
}

public static class IncidentLife
{
    private static readonly IncidentCommand[] OfAuthorities =
    [
        IncidentCommand.Acknowledge, IncidentCommand.CorrectReceipt, IncidentCommand.ReviewReport, IncidentCommand.RequestInformation,
        IncidentCommand.WithdrawRequest, IncidentCommand.RecordRepresentation, IncidentCommand.CloseFile, IncidentCommand.ReopenFile,
    ];

    /// <summary>What is allowed when. An authority may act, and be answered, as long as it has a part of the case, whatever the firm has made of its own file.</summary>
    public static Life<IncidentState, IncidentCommand> Table { get; } = new(IncidentState.Private, Steps().ToDictionary(s => (s.From, s.By), s => s.To));

    private static IEnumerable<(IncidentState From, IncidentCommand By, IncidentState[] To)> Steps()
    {
        foreach (var state in (IncidentState[])[IncidentState.Private, IncidentState.Filed])
        {
            yield return (state, IncidentCommand.Amend, [state]);
            yield return (state, IncidentCommand.Determine, [state]);
            yield return (state, IncidentCommand.Link, [state]);
            yield return (state, IncidentCommand.Close, [IncidentState.Closed]);
        }

        // Prepared for authorities elsewhere, a report leaves the case private until one of them has it.
        yield return (IncidentState.Private, IncidentCommand.FileReport, [IncidentState.Private, IncidentState.Filed]);
        yield return (IncidentState.Private, IncidentCommand.WithdrawReport, [IncidentState.Private]);
        yield return (IncidentState.Private, IncidentCommand.RecordSubmission, [IncidentState.Filed]);
        yield return (IncidentState.Filed, IncidentCommand.FileReport, [IncidentState.Filed]);
        yield return (IncidentState.Filed, IncidentCommand.RecordSubmission, [IncidentState.Filed]);
        yield return (IncidentState.Filed, IncidentCommand.WithdrawReport, [IncidentState.Filed]);
        yield return (IncidentState.Filed, IncidentCommand.Withdraw, [IncidentState.Withdrawn]);
        yield return (IncidentState.Withdrawn, IncidentCommand.Reopen, [IncidentState.Filed]);
        yield return (IncidentState.Withdrawn, IncidentCommand.Close, [IncidentState.Closed]);
        yield return (IncidentState.Closed, IncidentCommand.Reopen, [IncidentState.Private, IncidentState.Filed]);
        foreach (var state in (IncidentState[])[IncidentState.Filed, IncidentState.Withdrawn, IncidentState.Closed])
        {
            yield return (state, IncidentCommand.AnswerRequest, [state]);
            foreach (var act in OfAuthorities)
            {
                yield return (state, act, [state]);
            }
        }
    }
}
