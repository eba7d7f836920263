using Microsoft.AspNetCore.Mvc;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Tests.Harness;

/// <summary>The decisions of an endpoint, in the order in which it makes them, without a server.</summary>
public static class Machines
{
    public static Received<T> Of<T>(T body, DateTimeOffset now) => new(body, "{}"u8.ToArray(), new Now(now), new Now(now));

    /// <summary>What <c>Validate</c> says; where that is nothing, <c>Post</c> as well.</summary>
    public static ProblemDetails Then<T>(Received<T> received, Func<Received<T>, ProblemDetails> validate, Action<Received<T>> post)
    {
        var problem = validate(received);
        if (ReferenceEquals(problem, WolverineContinue.NoProblems))
        {
            post(received);
        }

        return problem;
    }

    public static T? Pick<T>(IReadOnlyList<T> from, int pick)
        where T : class =>
        from.Count == 0 ? null : from[pick % from.Count];
}
