using Reporting.Server.Cases;

namespace Reporting.Server.Screening;

/// <summary>Where in its life a notice is, before one authority.</summary>
public enum NoticeState
{
    /// <summary>The authority knows nothing of it.</summary>
    Draft,

    /// <summary>The authority's own case of a deal that nobody notified to it.</summary>
    NotNotified,
    Submitted,
    Rejected,
    Withdrawn,
    Accepted,

    /// <summary>Called in, and being assessed.</summary>
    CalledIn,

    /// <summary>No further action, after review or after assessment.</summary>
    Cleared,

    /// <summary>A final order was made.</summary>
    Ordered,
    Validated,

    /// <summary>A decision was revoked for false or misleading information: it may be called in again.</summary>
    Reopened,
}

/// <summary>What a party or an authority can do.</summary>
public enum NoticeCommand
{
    Amend,
    Submit,
    Withdraw,
    Answer,
    MakeRepresentation,
    RecordCompletion,
    RequestVariation,
    ReportOnDuty,
    TakeStep,

    // What follows is an authority's.
    Accept,
    Reject,
    TakeNoFurtherAction,
    CallIn,
    AskForInformation,
    StopClock,
    RestartClock,
    GiveAdditionalPeriod,
    AgreeVoluntaryPeriod,
    MakeInterimOrder,
    MakeFinalOrder,
    GiveFinalNotification,
    Validate,
    VaryOrder,
    RevokeOrder,
    RefuseVariation,
    RevokeDecision,
    CorrectAwareness,
    ReportFalseInformation,
    RecordRepresentation,
    Publish,
}

public static class NoticeLife
{
    private static readonly NoticeState[] Known = [.. Enum.GetValues<NoticeState>().Where(s => s != NoticeState.Draft)];

    /// <summary>What is allowed when. The call-in limits run whatever was done with a notice: rejected or withdrawn, it can be called in.</summary>
    public static Life<NoticeState, NoticeCommand> Table { get; } = new(NoticeState.Draft, Steps().ToDictionary(s => (s.From, s.By), s => s.To));

    private static IEnumerable<(NoticeState From, NoticeCommand By, NoticeState[] To)> Steps()
    {
        // What has been submitted is stated anew with the next submission, so that its authority is told.
        yield return (NoticeState.Draft, NoticeCommand.Amend, [NoticeState.Draft]);

        // Until an authority has accepted it a notice may be submitted again, with what it lacked; rejected or withdrawn, as a new one.
        foreach (var state in (NoticeState[])[NoticeState.Draft, NoticeState.Submitted, NoticeState.Rejected, NoticeState.Withdrawn])
        {
            yield return (state, NoticeCommand.Submit, [NoticeState.Submitted]);
        }

        yield return (NoticeState.Submitted, NoticeCommand.Accept, [NoticeState.Accepted]);
        yield return (NoticeState.Submitted, NoticeCommand.Reject, [NoticeState.Rejected]);
        yield return (NoticeState.Submitted, NoticeCommand.Withdraw, [NoticeState.Withdrawn]);
        yield return (NoticeState.Accepted, NoticeCommand.Withdraw, [NoticeState.Withdrawn]);
        yield return (NoticeState.Accepted, NoticeCommand.TakeNoFurtherAction, [NoticeState.Cleared]);

        foreach (var state in (NoticeState[])[NoticeState.NotNotified, NoticeState.Submitted, NoticeState.Rejected, NoticeState.Withdrawn, NoticeState.Accepted, NoticeState.Reopened])
        {
            yield return (state, NoticeCommand.CallIn, [NoticeState.CalledIn]);
        }

        // Assessment ends with a notification, or with an order, a block among them.
        foreach (var act in (NoticeCommand[])[NoticeCommand.StopClock, NoticeCommand.RestartClock, NoticeCommand.GiveAdditionalPeriod, NoticeCommand.AgreeVoluntaryPeriod, NoticeCommand.MakeInterimOrder])
        {
            yield return (NoticeState.CalledIn, act, [NoticeState.CalledIn]);
        }

        yield return (NoticeState.CalledIn, NoticeCommand.MakeFinalOrder, [NoticeState.Ordered]);
        yield return (NoticeState.CalledIn, NoticeCommand.GiveFinalNotification, [NoticeState.Cleared]);
        yield return (NoticeState.NotNotified, NoticeCommand.Validate, [NoticeState.Validated]);
        yield return (NoticeState.NotNotified, NoticeCommand.CorrectAwareness, [NoticeState.NotNotified]);

        // Interim orders live while it is assessed; final ones after it.
        foreach (var state in (NoticeState[])[NoticeState.CalledIn, NoticeState.Ordered])
        {
            foreach (var act in (NoticeCommand[])[NoticeCommand.VaryOrder, NoticeCommand.RefuseVariation, NoticeCommand.RequestVariation, NoticeCommand.ReportOnDuty])
            {
                yield return (state, act, [state]);
            }
        }

        yield return (NoticeState.CalledIn, NoticeCommand.RevokeOrder, [NoticeState.CalledIn]);
        yield return (NoticeState.Ordered, NoticeCommand.RevokeOrder, [NoticeState.Cleared]);
        foreach (var state in (NoticeState[])[NoticeState.Cleared, NoticeState.Ordered, NoticeState.Validated])
        {
            yield return (state, NoticeCommand.RevokeDecision, [NoticeState.Reopened]);
        }

        foreach (var state in Known)
        {
            foreach (var act in (NoticeCommand[])[NoticeCommand.Answer, NoticeCommand.MakeRepresentation, NoticeCommand.RecordRepresentation, NoticeCommand.AskForInformation, NoticeCommand.ReportFalseInformation, NoticeCommand.TakeStep, NoticeCommand.Publish])
            {
                yield return (state, act, [state]);
            }
        }

        foreach (var state in Enum.GetValues<NoticeState>())
        {
            yield return (state, NoticeCommand.RecordCompletion, [state]);
        }
    }
}
