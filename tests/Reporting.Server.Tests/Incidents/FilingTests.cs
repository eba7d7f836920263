using System.Net;
using System.Text;
using Reporting.Contracts.Incidents;
using Reporting.Contracts.Screening;
using Reporting.Ledger;
using Reporting.Server.Deadlines;
using Reporting.Server.Incidents;
using Reporting.Server.Screening;
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
        var filed = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"");
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
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
        var before = await shared.Host.WrittenByPartiesAsync();
        var preview = (await officer.SendAsync(HttpMethod.Post, "/v1/obligations/preview", new { incident = World.Incident("northwind") }, key: null)).ShouldBe(HttpStatusCode.OK);
        preview.Deadline("eu-nis2", "early-warning")["owedTo"]!.GetValue<string>().ShouldBe("be-csirt");
        preview["applicability"].AsArray().Single(a => a!["regime"]!.GetValue<string>() == "uk-gdpr-33")!["answer"]!.GetValue<string>().ShouldBe("does-not-apply");
        await shared.Host.NothingWrittenSinceAsync(before, "incident-opened");
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

    [Fact]
    public void everything_a_filing_may_say_reaches_its_event()
    {
        // What is named by another word there: the authorities and obligations are in the cuts, the statement is what was stated.
        Names<FileReport>().Except(["Authorities", "Obligations", "Incident"]).Except(Names<IncidentReportFiled>()).ShouldBeEmpty();
        Names<SubmitNotice>().Except(["Authorities", "Notice"]).Except(Names<NoticeSubmitted>()).ShouldBeEmpty();
        static IEnumerable<string> Names<T>() => typeof(T).GetProperties().Select(p => p.Name);
    }

    [Fact]
    public async Task where_else_it_went_who_stands_for_it_and_why_it_is_late_are_kept_and_shown_to_whom_it_was_filed()
    {
        var officer = await World.AsAsync("albion/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("albion", TimeSpan.FromHours(30)));
        var filed = await officer.PostAsync(
            $"/v1/incidents/{opened["id"]}/reports",
            new
            {
                stage = "early-warning",
                authorities = new[] { "be-csirt" },
                submittedBy = new { name = "Planted Person", role = "officer" },
                declaration = new { name = "Planted Person", role = "director", at = shared.Host.Now, text = "True and complete." },
                lateReason = "The mail system was in the thief's hands.",
                recipients = new[] { new { authority = "uk-ic", channel = "elsewhere", externalReference = "IC-1" } },
            },
            ifMatch: "\"1\"");
        filed.ShouldBe(HttpStatusCode.Created)["answered"].AsArray().Select(a => a!.GetValue<string>()).ShouldBe(["eu-nis2/early-warning"]);
        (await shared.Host.ScalarAsync<long>(
            $"select count(*) from events.mt_events where stream_id = '{opened["id"]}' and data -> 'recipients' -> 0 ->> 'externalReference' = 'IC-1'")).ShouldBe(1);
        (await officer.ReadAsync($"/v1/incidents/{opened["id"]}"))["filings"][0]!["lateReason"]!.GetValue<string>().ShouldContain("thief");

        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        var received = (await desk.ReadAsync($"/v1/regulator/cases/{reference}"))["filings"][0]!;
        received["submittedBy"]!["name"]!.GetValue<string>().ShouldBe("Planted Person");
        received["declaration"]!["role"]!.GetValue<string>().ShouldBe("director");
        received["lateReason"]!.GetValue<string>().ShouldContain("thief");
    }

    [Fact]
    public async Task what_another_authority_is_told_later_moves_nothing_an_authority_sees()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var filed = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"");
        var (desk, reference) = await World.SeenAsync("be-csirt", filed);
        var before = await desk.ReadAsync($"/v1/regulator/cases/{reference}");

        var corrected = new { stage = "early-warning", authorities = new[] { "uk-cyber" }, submittedBy = new { name = "Planted Person", role = "officer" }, incident = new { becameAwareAt = new { at = shared.Host.Now.AddMinutes(-10) } }, differences = new[] { new { pointer = "/becameAwareAt", reason = "The log was read again." } } };
        var second = (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", corrected, ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.Created);
        second.Deadline("eu-nis2", "notification")["explanation"]!.AsArray().ShouldContain(s => s!["code"]!.GetValue<string>() == "corrected");
        await World.SeenAsync("uk-cyber", second);
        var after = await desk.ReadAsync($"/v1/regulator/cases/{reference}");
        after.Deadline("eu-nis2", "notification")["due"]!.ToJsonString().ShouldBe(before.Deadline("eu-nis2", "notification")["due"]!.ToJsonString());
        after.Body!.ToJsonString().ShouldNotContain("corrected");
        var row = (await desk.ReadAsync("/v1/regulator/cases?limit=200"))["items"].AsArray().Single(i => i!["reference"]!.GetValue<string>() == reference)!;
        row["nextDue"]!.GetValue<DateTimeOffset>().ShouldBe(before.Deadlines.Where(d => d["state"]!.GetValue<string>() == "running").Min(d => d["due"]!.GetValue<DateTimeOffset>()));
    }

    [Theory]
    [InlineData("eu-nis2/early-warming", "unknown-obligation")]
    [InlineData("early-warning", "unknown-obligation")]
    [InlineData("eu-nis2/notification", "another-stage")]
    [InlineData("uk-ai-theft-proposed/early-warning", "not-owed-to-these")]
    public async Task a_filing_names_obligations_that_it_can_answer(string obligation, string code)
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var refused = await officer.PostAsync(
            $"/v1/incidents/{opened["id"]}/reports",
            new { stage = "early-warning", authorities = new[] { "be-csirt" }, obligations = new[] { "eu-nis2/early-warning", obligation }, submittedBy = new { name = "P", role = "officer" } },
            ifMatch: "\"1\"");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.ShouldBe(["/obligations/1"]);
        refused["errors"][0]!["code"]!.GetValue<string>().ShouldBe(code);
    }

    [Fact]
    public async Task a_stage_for_which_an_authority_has_no_form_is_not_filed_to_it_as_an_empty_page()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var refused = await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("intermediate", "uk-cyber"), ifMatch: "\"1\"");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused["errors"][0]!["code"]!.GetValue<string>().ShouldBe("no-such-stage");
        (await officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("voluntary", "uk-isu"), ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task the_reference_a_case_is_looked_up_by_is_given_once()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var refused = await officer.PostAsync(
            $"/v1/incidents/{opened["id"]}/reports",
            new { stage = "early-warning", authorities = new[] { "be-csirt" }, submittedBy = new { name = "P", role = "officer" }, incident = new { externalReference = "ANOTHER" } },
            ifMatch: "\"1\"");
        refused.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content");
        refused.Pointers.ShouldBe(["/incident/externalReference"]);
    }

    [Fact]
    public async Task of_two_filings_that_saw_the_same_revision_one_is_recorded()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"")));
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Where(a => a.Status != HttpStatusCode.Created).ShouldAllBe(a => a.Status == HttpStatusCode.PreconditionFailed || a.Status == HttpStatusCode.Conflict);
        (await shared.Host.ScalarAsync<long>($"select count(*) from events.mt_events where stream_id = '{opened["id"]}'")).ShouldBe(4);
    }

    [Fact]
    public async Task a_filing_repeated_under_its_key_is_answered_with_the_same_receipt()
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ =>
            officer.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), key, "\"1\"")));
        answers.ShouldAllBe(a => a.Status == HttpStatusCode.Created);
        answers.Select(a => a["receipt"].ToJsonString()).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task a_profile_stated_later_starts_the_clocks_of_a_case_that_rests_on_it()
    {
        var admin = await World.AsAsync("northwind/firm-admin");
        var entity = (await admin.PostAsync("/v1/entities", new { name = "New cloud", country = "BE" }))["id"].GetValue<string>();
        var incident = World.Incident("northwind");
        incident["reportingEntity"]!["entityId"] = entity;
        var officer = await World.AsAsync("northwind/officer");
        var opened = (await officer.PostAsync("/v1/incidents", incident)).ShouldBe(HttpStatusCode.Created);
        opened.Deadline("eu-nis2", "notification")["applicability"]!.GetValue<string>().ShouldBe("undetermined");

        (await admin.SendAsync(HttpMethod.Put, $"/v1/entities/{entity}/profile", new { profile = new { from = "2020-01-01", entityClass = "neither" } }, key: null)).ShouldBe(HttpStatusCode.OK);
        await Testing.Poll.UntilAsync(
            async () => (await officer.ReadAsync($"/v1/incidents/{opened["id"]}/deadlines"))["applicability"].AsArray().Any(a => a!["regime"]!.GetValue<string>() == "eu-nis2" && a["answer"]!.GetValue<string>() == "does-not-apply"),
            TimeSpan.FromSeconds(10),
            "the evaluation with the new profile");
        (await shared.Host.ScalarAsync<long>($"select count(*) from events.mt_events where stream_id = '{opened["id"]}' and data ->> 'cause' = 'profile-stated'")).ShouldBe(1);
        (await shared.Host.ScalarAsync<long>(
            $"select count(*) from reporting.journal_pending j join events.mt_streams s on s.id = j.case_id where s.id = '{opened["id"]}' and j.kinds = array['deadlines-computed'] and j.case_version = s.version")).ShouldBe(1);
        (await officer.ReadAsync($"/v1/incidents/{opened["id"]}")).Response.Headers.ETag!.Tag.ShouldBe("\"1\"", "no party has done anything");
    }

    [Fact]
    public void the_profile_of_a_day_is_that_of_the_local_day() =>
        Clocks.LocalDay("BE", new DateTimeOffset(2025, 12, 31, 23, 30, 0, TimeSpan.Zero)).ShouldBe(new DateOnly(2026, 1, 1));

    [Theory]
    [InlineData("deadlines")]
    [InlineData("timeline")]
    public async Task an_incident_is_no_notice(string part)
    {
        var officer = await World.AsAsync("northwind/officer");
        var opened = await officer.PostAsync("/v1/incidents", World.Incident("northwind"));
        (await officer.ReadAsync($"/v1/incidents/{opened["id"]}/{part}")).ShouldBe(HttpStatusCode.OK);
        (await officer.ReadAsync($"/v1/screening-notices/{opened["id"]}/{part}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }
}
