using Npgsql;

namespace Reporting.Server.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: the database answers and its clock agrees with ours.</summary>
public static class Health
{
    /// <summary>How far this machine's clock may be from the database's. Events carry ours; a second of doubt at a statutory limit is too much.</summary>
    private static readonly TimeSpan MaxSkew = TimeSpan.FromSeconds(1);

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Ok(new State("live", null))).WithName("CheckLiveness").WithSummary("The process answers").Produces<State>();
        app.MapGet("/health/ready", ReadyAsync)
            .WithName("CheckReadiness")
            .WithSummary("The database answers and its clock agrees with ours")
            .Produces<State>()
            .Produces<State>(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> ReadyAsync(NpgsqlDataSource database, TimeProvider machine, CancellationToken cancellation)
    {
        try
        {
            var asked = machine.GetUtcNow();
            await using var command = database.CreateCommand("select clock_timestamp()");
            command.CommandTimeout = 5;
            var theirs = new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellation))!);
            var answered = machine.GetUtcNow();

            // The database read its clock somewhere between asking and answering: only what lies outside is skew.
            var skew = theirs < asked ? asked - theirs : theirs > answered ? theirs - answered : TimeSpan.Zero;
            return skew <= MaxSkew
                ? Results.Ok(new State("ready", null))
                : Results.Json(new State("not-ready", $"the clock differs from the database's by {skew.TotalSeconds:0.0} s"), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            return Results.Json(new State("not-ready", "the database does not answer"), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    public sealed record State(string Status, string? Reason);
}
