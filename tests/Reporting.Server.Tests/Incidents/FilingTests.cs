using System.Net;
using System.Text;
using Reporting.Ledger;
using Reporting.Server.Tests.Harness;

namespace Reporting.Server.Tests.Incidents;

[Collection(InSharedWorld.Name)]
public class FilingTests(SharedWorld shared)
{
    private World World => shared.World;

    [Fact]
    public async Task opening_answers_with_the_case_its_clocks_with_every_step_and_what_the_forms_still_ask()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = (await officer.PostAsync("/v1/incidents", World.Incident("northwind"))).ShouldBe(HttpStatusCode.Created);
        opened.Response.Headers.Location!.ToString().ShouldBe($"/v1/incidents/{opened["id"]}");
        opened.Response.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var warning = opened.Deadline("eu-nis2", "early-warning");
        var aware = shared.Host.Now - TimeSpan.FromHours(2);
        (warning["due"]!.GetValue<DateTimeOffset>() - aware).ShouldBe(TimeSpan.FromHours(24), TimeSpan.FromMinutes(1));
        (opened.Deadline("eu-nis2", "notification")["due"]!.GetValue<DateTimeOffset>() - aware).ShouldBe(TimeSpan.FromHours(72), TimeSpan.FromMinutes(1));
        warning["explanation"]!.AsArray().Select(s => s!["code"]!.GetValue<string>()).ShouldBe(["triggered", "hours"]);
        opened.Deadline("uk-ai-theft-proposed", "notification")["lawStatus"]!.GetValue<string>().ShouldBe("proposed");
        opened["gaps"].AsArray().ShouldContain(g => g!["pointer"]!.GetValue<string>() == "/determinations");
        opened["gaps"].AsArray().ShouldNotContain(g => g!["pointer"]!.GetValue<string>() == "/title");
    }

    [Fact]
    public async Task a_filing_is_received_by_each_authority_named_meets_what_is_owed_to_it_and_is_committed_to()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var body = """{ "stage": "early-warning", "authorities": ["be-csirt", "uk-cyber"], "submittedBy": { "name": "Planted Person", "role": "officer" } }""";
        var filed = (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", body, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        filed.Deadline("eu-nis2", "early-warning")["state"]!.GetValue<string>().ShouldBe("met");
        filed.Deadline("uk-ai-theft-proposed", "early-warning")["state"]!.GetValue<string>().ShouldBe("met");
        filed.Deadline("eu-nis2", "notification")["state"]!.GetValue<string>().ShouldBe("running");
        filed.Deadline("eu-nis2", "csirt-response")["binds"]!.GetValue<string>().ShouldBe("regulator");

        // The filer checks the receipt with its own copy, laid out as it likes.
        var receipt = filed["receipt"];
        var commitment = ContentCommitment.To(Encoding.UTF8.GetBytes(body.Replace(" ", "")), Convert.FromBase64String(receipt["salt"]!.GetValue<string>()));
        body.Replace(" ", "").ShouldNotContain(" ");
        var spaced = ContentCommitment.To(Encoding.UTF8.GetBytes(body), Convert.FromBase64String(receipt["salt"]!.GetValue<string>()));
        Convert.ToBase64String(spaced.Digest).ShouldBe(receipt["commitment"]!.GetValue<string>());
        commitment.Digest.ShouldNotBe(spaced.Digest, "a name without its space is another name");
        (receipt["recordedAt"]!.GetValue<DateTimeOffset>() >= receipt["receivedAt"]!.GetValue<DateTimeOffset>()).ShouldBeTrue();

        // What the receipt says is what the store holds, to the millisecond.
        (await shared.Host.ScalarAsync<long>(
            $"select count(*) from events.mt_events where stream_id = '{opened["id"]}' and type = 'incident-report-filed' and timestamp = '{receipt["recordedAt"]}'")).ShouldBe(1);
        (await shared.Host.ScalarAsync<long>($"select count(*) from reporting.journal_pending where entry = '{receipt["id"]}' and readers = array['be-csirt','uk-cyber'] and case_version = 4")).ShouldBe(1);
    }

    [Fact]
    public async Task each_authority_is_shown_its_own_cut()
    {
        var officer = await World.AsAsync("northwind/officer");
        var incident = World.Incident("northwind");
        incident["securityDefences"] = "Layers nobody asked for";
        var opened = await officer.PostAsync("/v1/incidents", incident);
        await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"");
        var desk = await World.AsAsync("be-csirt/caseworker");
        var reference = await Testing.Poll.UntilAsync(
            async () => (await desk.ReadAsync("/v1/regulator/cases?limit=200"))["items"].AsArray().FirstOrDefault()?["reference"]?.GetValue<string>(), TimeSpan.FromSeconds(10), "the queue");
        var read = (await desk.ReadAsync($"/v1/regulator/cases/{reference}")).ShouldBe(HttpStatusCode.OK);
        var statement = read["statement"].AsObject();
        statement["title"]!.GetValue<string>().ShouldBe("Weights copied");
        statement["contacts"]![0]!["name"]!.GetValue<string>().ShouldBe("Planted Person");
        statement.ContainsKey("securityDefences").ShouldBeFalse();
        read.Body!.ToJsonString().ShouldNotContain(opened["id"].GetValue<string>());
        read["deadlines"].AsArray().ShouldAllBe(d => d!["owedTo"]!.GetValue<string>() == "be-csirt");
    }

    [Fact]
    public async Task no_answer_to_a_command_names_a_person()
    {
        var (opened, filed) = await World.FiledAsync("northwind", "be-csirt");
        var notice = await (await World.AsAsync("northwind/officer")).PostAsync("/v1/screening-notices", World.Notice("northwind"));
        foreach (var answer in (Answer[])[opened, filed, notice])
        {
            answer.Body!.ToJsonString().ShouldNotContain("Planted", Case.Insensitive);
        }
    }

    [Fact]
    public async Task nothing_a_person_is_named_by_lies_in_the_database_in_the_clear()
    {
        await World.FiledAsync("northwind", "be-csirt");
        await (await World.AsAsync("northwind/officer")).PostAsync("/v1/screening-notices", World.Notice("northwind"));
        var tables = await shared.Host.ScalarAsync<string[]>(
            "select array_agg(format('%I.%I', schemaname, tablename)) from pg_tables where schemaname in ('events', 'reporting', 'messages')");
        foreach (var table in tables)
        {
            (await shared.Host.ScalarAsync<long>($"select count(*) from {table} t where t::text ilike '%planted%' or t::text ilike '%1970-01-01\"%'")).ShouldBe(0, table);
        }
    }

    [Fact]
    public async Task the_firm_reads_its_own_persons_back()
    {
        var (opened, _) = await World.FiledAsync("northwind", "be-csirt");
        var read = await (await World.AsAsync("northwind/filer")).ReadAsync($"/v1/incidents/{opened["id"]}");
        read["incident"]["contacts"]![0]!["email"]!.GetValue<string>().ShouldBe("planted@person.example");
        read.Response.Headers.ETag!.Tag.ShouldBe("\"2\"");
        read["filings"].AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_command_names_the_revision_it_has_seen()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var url = $"/v1/incidents/{opened["id"]}/reports";
        (await officer.PostAsync(url, World.Report("early-warning", "be-csirt"))).ShouldBeProblem(HttpStatusCode.PreconditionRequired, "precondition-required");
        (await officer.PostAsync(url, World.Report("early-warning", "be-csirt"), ifMatch: "\"7\"")).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition-failed");
        (await officer.PostAsync(url, World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("uk-ic", "authority-not-here")]
    [InlineData("xx-nobody", "unknown-authority")]
    [InlineData("uk-isu", "nothing-owed")]
    public async Task a_filing_goes_where_it_can_be_received_and_is_owed(string authority, string code)
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var refused = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt", authority), ifMatch: "\"1\"");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused["errors"].AsArray().ShouldContain(e => e!["pointer"]!.GetValue<string>() == "/authorities/1" && e["code"]!.GetValue<string>() == code);
        refused.Pointers.ShouldNotContain("/authorities/0");
    }

    [Fact]
    public async Task an_external_reference_is_unique_within_the_firm_and_can_be_looked_up()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind", reference: "UNIQUE-1"));
        (await officer.PostAsync("/v1/incidents", World.Incident("northwind", reference: "UNIQUE-1"))).ShouldBeProblem(HttpStatusCode.Conflict, "external-reference-taken");
        (await (await World.AsAsync("albion/officer")).PostAsync("/v1/incidents", World.Incident("albion", reference: "UNIQUE-1"))).ShouldBe(HttpStatusCode.Created);
        var found = await officer.ReadAsync("/v1/cases?externalReference=UNIQUE-1");
        found["items"].AsArray().Single()!["id"]!.GetValue<string>().ShouldBe(opened["id"].GetValue<string>());
    }

    [Fact]
    public async Task the_firms_own_list_has_a_second_page()
    {
        var officer = await World.AsAsync("albion/officer");
        for (var i = 0; i < 3; i++)
        {
            await officer.PostAsync("/v1/incidents", World.Incident("albion"));
        }

        var seen = new List<string>();
        var url = "/v1/cases?limit=2";
        while (url is not null)
        {
            var page = (await officer.ReadAsync(url)).ShouldBe(HttpStatusCode.OK);
            seen.AddRange(page["items"].AsArray().Select(i => i!["id"]!.GetValue<string>()));
            url = page.Response.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null!;
        }

        seen.Distinct().Count().ShouldBe(seen.Count);
        seen.Count.ShouldBeGreaterThanOrEqualTo(3);
        seen.ShouldBe(seen.OrderByDescending(id => id));
    }

    [Fact]
    public async Task an_entity_of_another_firm_is_no_entity_of_this_one()
    {
        var incident = World.Incident("northwind");
        incident["reportingEntity"]!["entityId"] = World.Entities["albion"];
        var refused = await (await World.AsAsync("northwind/officer")).PostAsync("/v1/incidents", incident);
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.ShouldBe(["/reportingEntity/entityId"]);
    }

    [Fact]
    public async Task a_preview_says_what_would_be_owed_and_writes_nothing()
    {
        var officer = await World.AsAsync("northwind/officer");
        var before = await shared.Host.ScalarAsync<long>("select count(*) from events.mt_events");
        var preview = (await officer.SendAsync(HttpMethod.Post, "/v1/obligations/preview", new { incident = World.Incident("northwind") }, key: null)).ShouldBe(HttpStatusCode.OK);
        preview.Deadline("eu-nis2", "early-warning")["owedTo"]!.GetValue<string>().ShouldBe("be-csirt");
        preview["applicability"].AsArray().Single(a => a!["regime"]!.GetValue<string>() == "uk-gdpr-33")!["answer"]!.GetValue<string>().ShouldBe("does-not-apply");
        (await shared.Host.ScalarAsync<long>("select count(*) from events.mt_events")).ShouldBe(before);
    }

    [Fact]
    public async Task what_cannot_be_told_yet_is_chased_and_says_which_fact_would_settle_it()
    {
        var incident = World.Incident("northwind");
        incident["personalData"] = null;
        incident.Remove("personalData");
        var opened = await (await World.AsAsync("northwind/officer")).PostAsync("/v1/incidents", incident);
        opened.Deadline("uk-gdpr-33", "notification")["applicability"]!.GetValue<string>().ShouldBe("undetermined");
        opened["openQuestions"].AsArray().ShouldContain(q => q!["fact"]!.GetValue<string>() == "personalDataAffected");
    }

    [Fact]
    public async Task nothing_is_ever_written_to_the_default_tenant()
    {
        await World.FiledAsync("northwind", "be-csirt");
        var tables = await shared.Host.ScalarAsync<string[]>(
            "select array_agg(format('%I.%I', table_schema, table_name)) from information_schema.columns where column_name = 'tenant_id' and table_schema in ('events', 'reporting', 'messages')");
        foreach (var table in tables)
        {
            (await shared.Host.ScalarAsync<long>($"select count(*) from {table} where tenant_id = '*DEFAULT*'")).ShouldBe(0, table);
        }
    }
}
