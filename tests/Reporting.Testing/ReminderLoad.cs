using System.Text.Json.Nodes;

namespace Reporting.Testing;

/// <summary>Firms and cases for a server process that is to tell many people at once.</summary>
public static class ReminderLoad
{
    /// <summary>How many contacts each firm has: a reminder of a case is so many messages.</summary>
    public const int Contacts = 20;

    private static int filed;

    /// <summary>One who files for a firm.</summary>
    public sealed record Filer(string Token, string Entity);

    /// <summary>A firm whose entity has answered what regimes ask of it.</summary>
    /// <param name="steps">The only steps of a deadline its contacts want to be told of; null: all.</param>
    public static async Task<Filer> FirmAsync(ServerProcess server, string[]? steps = null)
    {
        var admin = await server.AdminTokenAsync();
        var number = Interlocked.Increment(ref filed);
        var firm = await server.PostAsync("/v1/firms", new { name = "Load" }, admin, $"firm-{number}");
        var client = await server.PostAsync(
            "/v1/clients", new { party = new { kind = "firm", id = firm["id"]!.GetValue<string>() }, roles = new[] { "officer", "firm-admin" }, name = "load" }, admin, $"client-{number}");
        var token = await server.TokenAsync(client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
        for (var i = 0; i < Contacts; i++)
        {
            var contact = (await server.PostAsync("/v1/contacts", new { email = $"officer-{i}@firm-{number}.example" }, token, $"contact-{number}-{i}"))["id"]!.GetValue<string>();
            if (steps is not null)
            {
                await server.PostAsync("/v1/subscriptions", new { channel = "mail", contact, steps }, token, $"steps-{contact}");
            }
        }

        var profile = JsonNode.Parse("""
            { "from": "2020-01-01", "entityClass": "essential", "entityType": "cloud-computing", "memberState": "BE", "operatorOfEssentialServices": "no", "relevantDigitalServiceProvider": "no",
              "regulatedPerson": "no", "financialEntity": "none", "publicCompany": "no", "coveredEntity": "no", "frontierDeveloper": "no", "gpaiSystemicRisk": "no" }
            """);
        var entity = await server.PostAsync("/v1/entities", new { name = "Load cloud", country = "BE", profile }, token, $"entity-{number}");
        return new Filer(token, entity["id"]!.GetValue<string>());
    }

    /// <summary>Files an incident of which a firm became aware at a moment: an early warning is owed within 24 hours of it.</summary>
    public static async Task FileAsync(ServerProcess server, Filer firm, DateTimeOffset aware)
    {
        var number = Interlocked.Increment(ref filed);
        await server.PostAsync(
            "/v1/incidents",
            new
            {
                externalReference = $"N-{number}",
                title = "Weights copied",
                summary = "Weights were copied to an unknown host.",
                theftKinds = new[] { "weight-exfiltration" },
                handling = new { tlp = "amber", notAboveOfficial = true },
                reportingEntity = new { entityId = firm.Entity },
                detectedAt = new { at = aware },
                becameAwareAt = new { at = aware },
                suspectedMalicious = "yes",
                crossBorder = "no",
                assets = new[] { new { kind = "weights", taken = "copied" } },
                personalData = new { affected = "no" },
            },
            firm.Token,
            $"file-{number}");
    }

    /// <summary>Files so many cases, eight at a time.</summary>
    /// <param name="one">What is done for each, by its number from 0.</param>
    public static async Task EachAsync(int cases, Func<int, Task> one)
    {
        var number = -1;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref number); i < cases; i = Interlocked.Increment(ref number))
            {
                await one(i);
            }
        }));
    }

    /// <summary>Files cases whose reminder four hours before the end comes within a span that lies ahead, and whose contacts want nothing else.</summary>
    /// <param name="reminders">How many messages that is.</param>
    /// <param name="ahead">How far ahead the first is due; the filing must be done by then.</param>
    /// <returns>When the first is due.</returns>
    public static async Task<DateTimeOffset> ArmAsync(ServerProcess server, int reminders, TimeSpan ahead, TimeSpan span)
    {
        var cases = reminders / Contacts;
        List<Filer> firms = [];
        for (var i = 0; i < 4; i++)
        {
            firms.Add(await FirmAsync(server, ["4h-before"]));
        }

        var first = TimeProvider.System.GetUtcNow() + ahead;
        await EachAsync(cases, i => FileAsync(server, firms[i % firms.Count], first.AddHours(-20) + (span * i / cases)));
        var left = first - TimeProvider.System.GetUtcNow();
        return left > TimeSpan.Zero ? first : throw new InvalidOperationException($"The cases were filed too late, by {-left.TotalSeconds:0} s.");
    }
}
