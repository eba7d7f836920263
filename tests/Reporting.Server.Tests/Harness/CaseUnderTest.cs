using System.Net;
using System.Text.Json.Nodes;

namespace Reporting.Server.Tests.Harness;

/// <summary>An incident of a firm as its officer works on it: every command names the revision that the one before it gave.</summary>
public sealed class CaseUnderTest(HttpClient officer, string id)
{
    private int revision = 1;

    public string Id => id;

    public HttpClient Officer => officer;

    public static async Task<CaseUnderTest> OpenAsync(World world, string firm, JsonObject incident)
    {
        var officer = await world.AsAsync(firm + "/officer");
        var opened = (await officer.PostAsync("/v1/incidents", incident)).ShouldBe(HttpStatusCode.Created);
        return new CaseUnderTest(officer, opened["id"].GetValue<string>());
    }

    public Task<Answer> ReadAsync() => officer.ReadAsync($"/v1/incidents/{id}");

    public Task<Answer> ReportsAsync() => officer.ReadAsync($"/v1/incidents/{id}/reports");

    public async Task<IReadOnlyList<string>> TimelineAsync() =>
        [.. (await officer.ReadAsync($"/v1/cases/{id}/timeline"))["entries"].AsArray().Select(e => e!["kind"]!.GetValue<string>())];

    /// <summary>A command that has to succeed.</summary>
    public async Task<Answer> DoAsync(string command, object body)
    {
        var answer = (await TryAsync(command, body)).ShouldBe(HttpStatusCode.Created);
        revision = answer["revision"].GetValue<int>();
        return answer;
    }

    /// <summary>A command that may be refused; the revision is that of the last one that was not.</summary>
    public async Task<Answer> TryAndKeepAsync(string command, object body)
    {
        var answer = await TryAsync(command, body);
        revision = answer.Status == HttpStatusCode.Created ? answer["revision"].GetValue<int>() : revision;
        return answer;
    }

    public Task<Answer> TryAsync(string command, object body) => officer.PostAsync($"/v1/incidents/{id}/{command}", body, ifMatch: $"\"{revision}\"");

    public Task<Answer> FileAsync(string stage, string[] authorities, (string Pointer, string Reason)[]? differences = null, (string Authority, string Pointer)? disclose = null, object? incident = null, string? lateReason = null) =>
        DoAsync("reports", Report(stage, authorities, differences, disclose, incident, lateReason));

    public Task<Answer> TryFileAsync(string stage, string[] authorities) => TryAsync("reports", Report(stage, authorities));

    public Task<Answer> CheckAsync(string stage, string[] authorities) =>
        officer.SendAsync(HttpMethod.Post, $"/v1/incidents/{id}/reports:validate", Report(stage, authorities), key: null);

    public static Dictionary<string, object> Report(
        string stage, string[] authorities, (string Pointer, string Reason)[]? differences = null, (string Authority, string Pointer)? disclose = null, object? incident = null, string? lateReason = null)
    {
        var report = new Dictionary<string, object>
        {
            ["stage"] = stage,
            ["authorities"] = authorities,
            ["submittedBy"] = new { name = "Planted Person", role = "officer" },
            ["declaration"] = new { name = "Planted Person", role = "director", at = "2026-01-01T00:00:00Z", text = "True to the best of my knowledge." },
        };
        if (differences is not null)
        {
            report["differences"] = differences.Select(d => new { pointer = d.Pointer, reason = d.Reason });
        }

        if (disclose is { } to)
        {
            report["disclose"] = new[] { new { authority = to.Authority, pointers = new[] { to.Pointer } } };
        }

        if (incident is not null)
        {
            report["incident"] = incident;
        }

        if (lateReason is not null)
        {
            report["lateReason"] = lateReason;
        }

        return report;
    }
}

/// <summary>A case as an authority works on it.</summary>
public sealed class DeskUnderTest(HttpClient desk, string reference)
{
    public string Reference => reference;

    public Task<Answer> ReadAsync() => desk.ReadAsync($"/v1/regulator/cases/{reference}");

    public async Task<Answer> DoAsync(string command, object body) => (await TryAsync(command, body)).ShouldBe(HttpStatusCode.Created);

    /// <summary>Closes the file, as somebody else of the authority has proposed.</summary>
    public async Task<Answer> CloseAsync(World world, string authority, string reason)
    {
        await (await world.AsAsync(authority + "/decision-maker")).PostAsync($"/v1/regulator/cases/{reference}/closure-proposals", new { reason });
        return await DoAsync("closure", new { reason });
    }

    public async Task<Answer> TryAsync(string command, object body)
    {
        var revision = (await ReadAsync()).Response.Headers.ETag!.Tag;
        return await desk.PostAsync($"/v1/regulator/cases/{reference}/{command}", body, ifMatch: revision);
    }
}
