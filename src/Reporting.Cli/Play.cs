using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Reporting.Cli;

/// <summary><c>play</c>: the main job, seen from outside. Each step is checked; the first that does not work ends the run with its reason.</summary>
public sealed class Play(HttpClient http, DirectoryInfo folder, DateTimeOffset now, CancellationToken cancellation)
{
    private static readonly TimeSpan QueueLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MailLimit = TimeSpan.FromSeconds(120);
    private readonly Dictionary<string, string> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Server> _clients = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _submitted = new(StringComparer.Ordinal);
    private Samples _samples = null!;

    public static Command Command()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the samples lie: parties.json, and one file a case." };
        var server = new Option<Uri>("--server") { CustomParser = r => new Uri(r.Tokens.Single().Value), Description = "The server's address.", Required = true };
        var wait = new Option<bool>("--wait-for-mail") { Description = "Wait until the reminder that the samples are placed before has been written to the pickup folder." };
        var play = new Command("play", "Registers sample parties, plays sample cases against a server and prints what is owed, by when and why") { folder, server, wait };
        play.SetAction((result, cancellation) => RunAsync(result.GetValue(folder)!, result.GetValue(server)!, result.GetValue(wait), cancellation));
        return play;
    }

    private static async Task<int> RunAsync(DirectoryInfo folder, Uri server, bool waitForMail, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        try
        {
            await new Play(http, folder, TimeProvider.System.GetUtcNow(), cancellation).AllAsync(server, waitForMail);
            return 0;
        }
        catch (Exception e) when (e is PlayException or HttpRequestException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private async Task AllAsync(Uri server, bool waitForMail)
    {
        _samples = new Samples(folder, now, _ids);
        await RegisterAsync();
        foreach (var file in _samples.Cases)
        {
            await PlayCaseAsync(file);
        }

        await QueuesAsync();
        await MailAsync(waitForMail);
        Newcomer(server);
    }

    // ---- parties: authorities are registered once; firms and clients are each run's own, since a client's secret is shown only once ----

    private async Task RegisterAsync()
    {
        var admin = new Server(
            http,
            Environment.GetEnvironmentVariable("Bootstrap__ClientId") ?? throw new PlayException("Bootstrap__ClientId is not set."),
            Environment.GetEnvironmentVariable("Bootstrap__ClientSecret") ?? throw new PlayException("Bootstrap__ClientSecret is not set."));
        var parties = _samples.Read("parties.json");
        var known = (await admin.GetAsync("/v1/authorities", cancellation)).Body["items"]!.AsArray().Select(a => a!["id"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        foreach (var authority in parties["authorities"]!.AsArray().Where(a => !known.Contains(a!["id"]!.GetValue<string>())))
        {
            await admin.PostAsync("/v1/authorities", authority!, "authority-" + authority!["id"], null, cancellation);
        }

        Heading("Parties");
        foreach (var authority in parties["authorities"]!.AsArray())
        {
            var here = authority!["worksHere"]!.GetValue<bool>();
            Say($"  {authority["id"],-10} {authority["name"]}{(here ? "" : ": does not work here; its door is " + authority["door"]!["url"])}");
            if (here)
            {
                _clients["regulator-" + authority["id"]] = await ClientAsync(admin, "authority", authority["id"]!.GetValue<string>(), ["caseworker", "decision-maker"], $"{authority["name"]}'s desk");
            }
        }

        foreach (var firm in parties["firms"]!.AsArray())
        {
            await FirmAsync(admin, firm!.AsObject());
        }
    }

    private async Task FirmAsync(Server admin, JsonObject firm)
    {
        var name = firm["key"]!.GetValue<string>();
        var body = _samples.Fill(firm["firm"]!);
        var (registered, _) = await admin.PostAsync("/v1/firms", body, $"{_samples.Run}-firm-{name}", null, cancellation);
        var id = registered["id"]!.GetValue<string>();
        var officer = await ClientAsync(admin, "firm", id, ["officer", "filer", "firm-admin"], $"{name}'s compliance desk");
        _clients[name] = officer;
        foreach (var entity in firm["entities"]!.AsArray())
        {
            var key = entity!["key"]!.GetValue<string>();
            var (made, _) = await officer.PostAsync("/v1/entities", _samples.Fill(entity["entity"]!), $"entity-{key}", null, cancellation);
            _ids[key] = made["id"]!.GetValue<string>();
        }

        Say($"  {name,-10} {registered["name"]}, a firm of this run, with {firm["entities"]!.AsArray().Count} legal entit{(firm["entities"]!.AsArray().Count == 1 ? "y" : "ies")}");
    }

    private async Task<Server> ClientAsync(Server admin, string kind, string party, string[] roles, string name)
    {
        var body = new JsonObject
        {
            ["party"] = new JsonObject { ["kind"] = kind, ["id"] = party },
            ["roles"] = new JsonArray([.. roles.Select(r => JsonValue.Create(r))]),
            ["name"] = name,
        };
        var (client, _) = await admin.PostAsync("/v1/clients", body, $"{_samples.Run}-client-{party}", null, cancellation);
        return new Server(http, client["clientId"]!.GetValue<string>(), client["clientSecret"]!.GetValue<string>());
    }

    // ---- cases ----

    private async Task PlayCaseAsync(string file)
    {
        var sample = _samples.Read(file);
        var firm = _clients[sample["firm"]!.GetValue<string>()];
        var url = sample["url"]!.GetValue<string>();
        Heading(sample["says"]!.GetValue<string>());
        var (opened, etag) = await firm.PostAsync(url, _samples.Fill(sample["open"]!), $"{_samples.Run}-{file}-open", null, cancellation);
        var caseUrl = $"{url}/{opened["id"]}";
        Say($"  opened privately as {opened["reference"]}; no authority can tell that it exists");

        var filed = 0;
        foreach (var report in sample["reports"]?.AsArray() ?? [])
        {
            var body = _samples.Fill(report!);
            var (receipt, next) = await firm.PostAsync($"{caseUrl}/reports", body, $"{_samples.Run}-{file}-report-{filed++}", etag, cancellation);
            etag = next;
            foreach (var authority in body["authorities"]!.AsArray())
            {
                Note(authority!.GetValue<string>(), opened["id"]!.GetValue<string>());
            }

            Say($"  filed {body["stage"] ?? "the notice"} to {string.Join(", ", body["authorities"]!.AsArray().Select(a => a!.GetValue<string>()))}; receipt {receipt["receipt"]!["id"]}");
            Say($"    received {receipt["receipt"]!["receivedAt"]}, commitment {receipt["receipt"]!["commitment"]}");
        }

        if (sample["acceptance"] is JsonObject acceptance)
        {
            await AcceptAsync(acceptance, file);
        }

        await OwedAsync(firm, caseUrl, sample);
    }

    private async Task AcceptAsync(JsonObject acceptance, string file)
    {
        var authority = acceptance["authority"]!.GetValue<string>();
        var desk = _clients["regulator-" + authority];
        var reference = await NewestAsync(desk, authority);
        var (_, etag) = await desk.GetAsync($"/v1/regulator/cases/{reference}", cancellation);
        await desk.PostAsync($"/v1/regulator/cases/{reference}/acceptance", _samples.Fill(acceptance["with"]!), $"{_samples.Run}-{file}-acceptance", etag, cancellation);
        Say($"  accepted by {authority}, which knows it as {reference}");
    }

    private async Task OwedAsync(Server firm, string caseUrl, JsonObject sample)
    {
        var (answer, _) = await firm.GetAsync($"{caseUrl}/deadlines", cancellation);
        var deadlines = answer["deadlines"]!.AsArray().Select(d => d!.AsObject()).ToList();
        foreach (var d in deadlines.Where(d => d["state"]!.GetValue<string>() != "pending"))
        {
            var status = d["lawStatus"]!.GetValue<string>();
            var open = d["applicability"]!.GetValue<string>() == "undetermined" ? "  [whether it applies cannot be told yet: chased as if it did]" : "";
            Say($"  {d["regime"]}/{d["obligation"]}{(status == "in-force" ? "" : $"  [{status}: no law, shown and never chased]")}{open}");
            Say($"    {d["title"]}, owed to {d["owedTo"]} ({(d["binds"]!.GetValue<string>() == "firm" ? "binds the firm" : "binds the authority")}): {d["state"]}, due {Local(d)}");
            foreach (var step in d["explanation"]!.AsArray())
            {
                Say($"      - {step!["text"]}");
            }
        }

        foreach (var expected in sample["expect"]!.AsArray())
        {
            var key = expected!["deadline"]!.GetValue<string>();
            var found = deadlines.Find(d => $"{d["regime"]}/{d["obligation"]}" == key) ?? throw new PlayException($"{caseUrl} owes no {key}.");
            var state = expected["state"]!.GetValue<string>();
            if (found["state"]!.GetValue<string>() != state || found["explanation"]!.AsArray().Count == 0 || found["due"] is null)
            {
                throw new PlayException($"{key} should be {state}, with a day and its steps; it is {found.ToJsonString()}");
            }
        }
    }

    private static string Local(JsonObject deadline)
    {
        if (deadline["due"]?.GetValue<DateTimeOffset>() is not { } due)
        {
            return "(no day can be named)";
        }

        var zone = deadline["zone"]!.GetValue<string>();
        return $"{TimeZoneInfo.ConvertTime(due, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("ddd d MMM yyyy HH:mm", CultureInfo.InvariantCulture)} {zone}";
    }

    // ---- the authorities' side ----

    private void Note(string authority, string caseId)
    {
        if (!_submitted.TryGetValue(authority, out var cases))
        {
            _submitted[authority] = cases = [];
        }

        if (!cases.Contains(caseId))
        {
            cases.Add(caseId);
        }
    }

    private async Task<string> NewestAsync(Server desk, string authority)
    {
        var items = await QueueAsync(desk, _submitted[authority].Count);
        return items[0]!["reference"]!.GetValue<string>();
    }

    private async Task QueuesAsync()
    {
        Heading("Each authority's queue: what was submitted to it, and nothing else");
        foreach (var (name, desk) in _clients.Where(c => c.Key.StartsWith("regulator-", StringComparison.Ordinal)))
        {
            var authority = name["regulator-".Length..];
            var expected = _submitted.GetValueOrDefault(authority)?.Count ?? 0;
            var items = await QueueAsync(desk, expected);
            Say($"  {authority}: {items.Count} of this run");
            foreach (var item in items)
            {
                Say($"    {item!["reference"]}  {item["caseType"],-16} {item["stage"],-14} {item["title"]}{(item["nextDue"] is { } due ? $"  next: {item["nextObligation"]} by {due}" : "")}");
            }
        }
    }

    /// <summary>This run's rows of a queue, which a view shows within a second or so.</summary>
    private async Task<List<JsonNode?>> QueueAsync(Server desk, int expected)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var (page, _) = await desk.GetAsync("/v1/regulator/cases?limit=200", cancellation);
            var rows = page["items"]!.AsArray().Where(i => i!["receivedAt"]!.GetValue<DateTimeOffset>() >= now.AddSeconds(-2)).ToList();
            if (rows.Count == expected)
            {
                return rows;
            }

            if (rows.Count > expected || waiting.Elapsed > QueueLimit)
            {
                throw new PlayException($"A queue holds {rows.Count} cases of this run; {expected} were submitted to its authority.");
            }

            await Task.Delay(100, cancellation);
        }
    }

    // ---- told ----

    private async Task MailAsync(bool wait)
    {
        var outbox = Environment.GetEnvironmentVariable("Mail__PickupFolder") ?? throw new PlayException("Mail__PickupFolder is not set.");
        Heading("Officers are told");
        await ArrivedAsync(outbox, "is due", "that a deadline was set");
        if (wait)
        {
            Say("  waiting for the four-hour reminder that one sample is placed before ...");
            await ArrivedAsync(outbox, "in four hours", "that a deadline ends in four hours");
        }
        else
        {
            Say("  a four-hour reminder for one of the samples follows within a minute");
        }
    }

    private async Task ArrivedAsync(string outbox, string subject, string what)
    {
        var waiting = Stopwatch.StartNew();
        while (true)
        {
            var mail = Directory.Exists(outbox)
                ? new DirectoryInfo(outbox).EnumerateFiles("*.eml").Where(f => f.LastWriteTimeUtc >= now.UtcDateTime).FirstOrDefault(f => Unfolded(f).Contains(subject, StringComparison.Ordinal))
                : null;
            if (mail is not null)
            {
                Say($"  told {what}: {mail.FullName}");
                return;
            }

            if (waiting.Elapsed > MailLimit)
            {
                throw new PlayException($"No mail says {what}, in {outbox}, within {MailLimit.TotalSeconds} s.");
            }

            await Task.Delay(200, cancellation);
        }
    }

    // A long subject is folded over two lines (RFC 5322 section 2.2.3).
    private static string Unfolded(FileInfo mail) => File.ReadAllText(mail.FullName).Replace("\r\n ", " ", StringComparison.Ordinal);

    // ---- what to try next ----

    private void Newcomer(Uri server)
    {
        var officer = _clients.First(c => !c.Key.StartsWith("regulator-", StringComparison.Ordinal)).Value;
        var root = server.AbsoluteUri.TrimEnd('/');
        Heading("Try it: a token, a case of your own, its deadlines");
        Console.WriteLine($$"""
              TOKEN=$(curl -s {{root}}/connect/token -d grant_type=client_credentials \
                -d client_id={{officer.ClientId}} -d client_secret={{officer.ClientSecret}} \
                | tr -d '\n' | sed -E 's/.*"access_token" *: *"([^"]+)".*/\1/')

              CASE=$(curl -s {{root}}/v1/incidents -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \
                -H "Idempotency-Key: $(date +%s%N)" -d '{
                  "externalReference": "MINE-'$(date +%s)'", "title": "Weights copied to an unknown host", "summary": "Found by the storage team.",
                  "theftKinds": ["weight-exfiltration"], "handling": { "tlp": "amber", "notAboveOfficial": true },
                  "reportingEntity": { "entityId": "{{_ids.First().Value}}" },
                  "detectedAt": { "at": "'$(date -u +%Y-%m-%dT%H:%M:%SZ)'" }, "becameAwareAt": { "at": "'$(date -u +%Y-%m-%dT%H:%M:%SZ)'" },
                  "assets": [ { "kind": "weights", "taken": "copied" } ] }' \
                | sed -E 's/^\{"id" *: *"([^"]+)".*/\1/')

              curl -s {{root}}/v1/cases/$CASE/deadlines -H "Authorization: Bearer $TOKEN"
            """);
    }

    private static void Heading(string text)
    {
        Console.WriteLine();
        Console.WriteLine(text);
    }

    private static void Say(string line) => Console.WriteLine(line);
}
