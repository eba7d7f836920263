using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Reporting.Contracts.Cases;
using Reporting.Server.Kernel;
using Wolverine.Http;
using Wolverine.Marten;

namespace Reporting.Server.Oversight;

/// <summary><c>POST /v1/views/live</c>: readers are shown another generation of the authorities' views, from one statement to the next, once it has read as far as the one they are shown now.</summary>
public static class SwitchViewsEndpoint
{
    /// <param name="Behind">By how many events each view of the new generation is behind that of the live one; null where none is built under its name.</param>
    public sealed record Around(IReadOnlyDictionary<string, long?> Behind);

    public sealed record Live(int Generation, DateTimeOffset SwitchedAt);

    /// <summary>One row says which generation is read.</summary>
    public sealed record Switch(int Generation, DateTimeOffset At) : IMartenOp
    {
        public void Execute(IDocumentSession session) => session.QueueSqlCommand(
            $"insert into {ViewTables.Live} (one, generation, switched_at) values (true, ?, ?) on conflict (one) do update set generation = excluded.generation, switched_at = excluded.switched_at",
            Generation,
            At);
    }

    public static async Task<Around> LoadAsync(Received<SwitchViews> received, NpgsqlDataSource database, CancellationToken cancellation)
    {
        // How far each has read, in one statement: of one moment.
        await using var command = database.CreateCommand($"select {ViewTables.LiveGeneration}, coalesce((select json_object_agg(name, last_seq_id)::text from {EventStoreSchemas.Events}.mt_event_progression), '{{}}')");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        await reader.ReadAsync(cancellation);
        var read = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, long>>(reader.GetString(1))!;
        return new Around(LiveViews.Names(received.Body.Generation).Zip(LiveViews.Names(reader.GetInt32(0))).ToDictionary(
            n => n.First, n => read.TryGetValue(n.First + ":All", out var own) ? Math.Max(0, read.GetValueOrDefault(n.Second + ":All") - own) : (long?)null));
    }

    public static ProblemDetails Validate(Around around) =>
        around.Behind.Values.Any(b => b is null) ? Problem.Of("not-in-this-state", "No server builds this generation (Oversight:Generations).")
        : around.Behind.FirstOrDefault(b => b.Value > 0) is { Key: { } view, Value: { } events } ? Problem.Of("not-in-this-state", $"{view} is {events} events behind what readers are shown.")
        : WolverineContinue.NoProblems;

    [AnswersWith("not-in-this-state")]
    [WolverinePost("/v1/views/live")]
    public static (Live, Switch) Post(Received<SwitchViews> received) =>
        (new Live(received.Body.Generation, received.Now.Value), new Switch(received.Body.Generation, received.Now.Value));
}
