using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Server.Journal;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;
using static Reporting.Server.Tests.Notifications.NotificationWorld;

namespace Reporting.Server.Tests.Notifications;

/// <summary>The feed as it is written, checked strictly, and as a reader of another make understands it.</summary>
[Collection(InNotificationWorld.Name)]
public sealed class CalendarTests(NotificationWorld told)
{
    private const string Reader = """
        import json, sys, icalendar
        feed = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
        out = []
        for e in feed.walk("VEVENT"):
            start = e.decoded("DTSTART")
            out.append({"uid": str(e["UID"]), "sequence": int(e["SEQUENCE"]), "status": str(e["STATUS"]), "summary": str(e["SUMMARY"]),
                        "start": start.astimezone(__import__("datetime").timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"), "zone": str(e["DTSTART"].params.get("TZID")),
                        "alarms": [str(a["TRIGGER"].to_ical().decode()) for a in e.walk("VALARM")]})
        print(json.dumps({"zones": [str(z["TZID"]) for z in feed.walk("VTIMEZONE")], "events": out}))
        """;

    private async Task<(string Url, HttpClient Admin, Guid Id)> FeedAsync(string firm)
    {
        var admin = await told.World.AsAsync(firm + "/firm-admin");
        var made = (await admin.PostAsync("/v1/subscriptions", new { channel = "calendar" })).ShouldBe(HttpStatusCode.OK);
        return (made["feed"].GetValue<string>()["http://localhost".Length..], admin, made["id"].GetValue<Guid>());
    }

    private async Task<(HttpResponseMessage Answer, string Text)> ReadAsync(string url, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        var answer = await told.Host.Anonymous().SendAsync(request, TestContext.Current.CancellationToken);
        return (answer, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task a_deadline_is_an_event_that_keeps_its_name_grows_in_sequence_and_ends()
    {
        var (url, _, _) = await FeedAsync("albion");
        var officer = await told.World.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        var (answer, text) = await ReadAsync(url);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        Strict(text);
        var before = await UnderstoodAsync(text, opened, "Early warning");
        before["start"]!.GetValue<DateTimeOffset>().ShouldBe(opened.Deadline("eu-nis2", "early-warning")["due"]!.GetValue<DateTimeOffset>(), TimeSpan.FromSeconds(1));
        before["zone"]!.GetValue<string>().ShouldBe("Europe/Brussels");
        before["status"]!.GetValue<string>().ShouldBe("CONFIRMED");
        before["alarms"]!.AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["-P1D", "-PT4H", "-PT1H"]);

        var (same, _) = await ReadAsync(url, answer.Headers.ETag!.ToString());
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        var (changed, later) = await ReadAsync(url, answer.Headers.ETag!.ToString());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        Strict(later);
        var after = await UnderstoodAsync(later, opened, "Early warning");
        after["uid"]!.GetValue<string>().ShouldBe(before["uid"]!.GetValue<string>());
        after["sequence"]!.GetValue<int>().ShouldBeGreaterThan(before["sequence"]!.GetValue<int>());
        after["summary"]!.GetValue<string>().ShouldStartWith("met: ");
        after["alarms"]!.AsArray().ShouldBeEmpty();
        later.ShouldNotContain("uk-ai-theft");
        later.ShouldNotContain("Weights");
    }

    [Fact]
    public async Task who_asks_again_when_nothing_was_recorded_meanwhile_makes_nobody_read_a_case()
    {
        var (url, _, _) = await FeedAsync("albion");
        var officer = await told.World.AsAsync("albion/officer");
        await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        var feed = told.Host.Services.GetRequiredService<CalendarFeed>();
        var key = url[(url.IndexOf('=', StringComparison.Ordinal) + 1)..];

        async Task<CalendarFeed.Answer> ReadAsync(string? held) => (await feed.ReadAsync(key, held, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        async Task<CalendarFeed.Answer> SettledAsync() => await Poll.UntilAsync(
            async () =>
            {
                while (await told.Host.Services.GetRequiredService<Sequencer>().RunAsync(TestContext.Current.CancellationToken) > 0)
                {
                    // On to the next batch: messages of before may still be recorded.
                }

                var answer = await ReadAsync(null);
                return (await ReadAsync(answer.Tag)).Text is null ? answer : null;
            },
            Limit,
            "an answer without a text");

        var before = await SettledAsync();
        await officer.PostAsync("/v1/incidents", told.World.Incident("albion", TimeSpan.Zero));
        var waiting = await ReadAsync(before.Tag);
        waiting.Text.ShouldNotBeNull();
        waiting.Text.ShouldNotBe(before.Text);
        (await SettledAsync()).Tag.ShouldNotBe(before.Tag);

        // Another subscription has a tag of its own.
        var (other, _, _) = await FeedAsync("albion");
        (await feed.ReadAsync(other[(other.IndexOf('=', StringComparison.Ordinal) + 1)..], before.Tag, TestContext.Current.CancellationToken))!.Text.ShouldNotBeNull();
    }

    [Fact]
    public async Task an_address_that_is_guessed_changed_or_revoked_leads_nowhere()
    {
        var (url, admin, id) = await FeedAsync("northwind");
        (await ReadAsync(url)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await ReadAsync("/v1/calendar.ics")).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync("/v1/calendar.ics?key=guessed")).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await ReadAsync(url[..40] + (url[40] == 'A' ? 'B' : 'A') + url[41..])).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await admin.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{id}", null, null)).ShouldBe(HttpStatusCode.OK);
        (await ReadAsync(url)).Answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<JsonNode> UnderstoodAsync(string feed, Answer opened, string title)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Reader);
        if ((await Shell.RunAsync("/usr/bin/python3", ["-c", "import icalendar"])).ExitCode != 0)
        {
            await Shell.OutputOfAsync(Repository.File("ops", "lib", "debian.sh"), ["python3-icalendar", "the tests of the calendar feed"]);
        }

        using var python = Shell.Start("/usr/bin/python3", [script]);
        await python.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(feed));
        python.StandardInput.Close();
        var understood = JsonNode.Parse(await python.StandardOutput.ReadToEndAsync())!;
        await python.WaitForExitAsync();
        File.Delete(script);
        understood["zones"]!.AsArray().Select(z => z!.GetValue<string>()).ShouldContain("Europe/Brussels");
        return understood["events"]!.AsArray().Single(e => e!["summary"]!.GetValue<string>().Contains($"{title} ({opened["reference"]})"))!;
    }

    /// <summary>RFC 5545: lines of at most 75 octets that end in CRLF, components that close, required properties once, zones that are defined, no name twice.</summary>
    internal static void Strict(string feed)
    {
        feed.ShouldEndWith("END:VCALENDAR\r\n");
        feed.Replace("\r\n", "").ShouldNotContain('\n');
        feed.Split("\r\n").ShouldAllBe(l => Encoding.UTF8.GetByteCount(l) <= 75);
        var open = new Stack<string>();
        var within = new Stack<Dictionary<string, int>>();
        var zones = new HashSet<string>();
        var used = new HashSet<string>();
        var uids = new List<string>();
        foreach (var line in feed.Replace("\r\n ", "").Split("\r\n", StringSplitOptions.RemoveEmptyEntries))
        {
            line.ShouldMatch("^[A-Z0-9-]+[;:]");
            var name = line.Split(';', ':')[0];
            var value = line[(line.IndexOf(':') + 1)..];
            if (name == "BEGIN")
            {
                open.Push(value);
                within.Push([]);
                continue;
            }

            if (name == "END")
            {
                open.Pop().ShouldBe(value);
                var had = within.Pop();
                if (value == "VEVENT")
                {
                    ((string[])["DTSTART", "DTSTAMP", "UID"]).ShouldAllBe(n => had.ContainsKey(n));
                }

                continue;
            }

            var counts = within.Peek();
            counts[name] = counts.GetValueOrDefault(name) + 1;
            counts[name].ShouldBe(1, $"{name} in {open.Peek()}");
            switch (open.Peek(), name)
            {
                case ("VTIMEZONE", "TZID"):
                    zones.Add(value).ShouldBeTrue(value);
                    break;
                case ("VEVENT", "UID"):
                    uids.Add(value);
                    break;
                case ("VEVENT", "DTSTART"):
                    used.Add(line.Split("TZID=")[1].Split(':')[0]);
                    value.ShouldMatch("^[0-9]{8}T[0-9]{6}$");
                    break;
                case ("VEVENT", "DTSTAMP"):
                    value.ShouldMatch("^[0-9]{8}T[0-9]{6}Z$");
                    break;
            }
        }

        open.ShouldBeEmpty();
        uids.ShouldBeUnique();
        used.Except(zones).ShouldBeEmpty();
    }
}
