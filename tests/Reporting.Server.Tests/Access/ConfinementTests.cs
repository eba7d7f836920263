using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Reporting.Server.Access;
using Reporting.Server.Cases;
using Reporting.Server.Kernel;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Access;

/// <summary>A case closed to named persons is not there for anybody else of its firm: proved over every endpoint that runs, so over those that are yet to be written.</summary>
[Collection(InSharedWorld.Name)]
public class ConfinementTests(SharedWorld shared)
{
    private static readonly string[] CaseAddresses = ["/v1/cases/{", "/v1/incidents/{", "/v1/screening-notices/{"];

    private IReadOnlyList<PolicyEntry> Running =>
        [.. PolicyTable.Endpoints(shared.Host.Services.GetServices<EndpointDataSource>()).Select(e => PolicyTable.Entries.Single(p => (p.Method, p.Route) == e))];

    [Fact]
    public void every_address_of_a_case_names_it_by_the_one_word_that_is_guarded() =>
        Running.Where(e => CaseAddresses.Any(a => e.Route.StartsWith(a, StringComparison.Ordinal)))
            .ShouldAllBe(e => CaseAddresses.Any(a => e.Route.StartsWith(a + "caseId}", StringComparison.Ordinal)) && e.Relation == Relation.OwnFirm);

    [Fact]
    public async Task every_endpoint_answers_others_of_the_firm_as_if_the_case_were_not_there()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer", "filer");
        var outsiders = new Dictionary<string, HttpClient>
        {
            ["another person"] = (await shared.World.PersonAsync("northwind", "officer", "filer", "firm-admin")).Http,
            ["the administrator"] = await shared.World.AsAsync("northwind/firm-admin"),
            ["a client that stands for nobody"] = await shared.World.AsAsync("northwind/officer"),
        };
        var calls = 0;
        foreach (var (type, report) in new (string, object)[] { ("incidents", World.Report("early-warning", "be-csirt")), ("screening-notices", shared.World.Submission("uk-isu")) })
        {
            var opened = (await named.PostAsync("/v1/" + type, type == "incidents" ? shared.World.Incident("northwind") : shared.World.Notice("northwind"))).ShouldBe(HttpStatusCode.Created);
            var id = opened["id"].GetValue<string>();
            (await named.PostAsync($"/v1/{type}/{id}/reports", report, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
            (await ConfineAsync(named, id, member)).ShouldBe(HttpStatusCode.OK);
            foreach (var entry in Running.Where(e => e.Route.StartsWith($"/v1/{type}/{{caseId}}", StringComparison.Ordinal) || e.Route.StartsWith("/v1/cases/{caseId}", StringComparison.Ordinal)))
            {
                var url = Filled(entry.Route);
                object?[] bodies = entry.Method == "GET" ? [null] : ["{}", shared.World.BodyFor(entry.Route), report];
                foreach (var (who, http) in outsiders)
                {
                    foreach (var (body, key, ifMatch) in bodies.SelectMany(b => new[] { (b, true, true), (b, false, true), (b, true, false) }))
                    {
                        async Task<string> AnsweredAsync(string caseId) => (await http.SendAsync(
                            new HttpMethod(entry.Method), url.Replace("{caseId}", caseId), body, key ? Guid.CreateVersion7().ToString() : null, ifMatch ? "\"2\"" : null)).Whole();
                        (await AnsweredAsync(id)).ShouldBe(await AnsweredAsync(Guid.CreateVersion7().ToString()), $"{entry.Method} {entry.Route} by {who}");
                        calls++;
                    }
                }

                // What else an address names has to exist too: that is for the tests of what it is.
                if (entry.Method == "GET" && entry.Route.Count(c => c == '{') == 1)
                {
                    (await named.ReadAsync(url.Replace("{caseId}", id))).Status.ShouldBe(HttpStatusCode.OK, $"{entry.Route} by the person named");
                    (await outsiders["another person"].ReadAsync(url.Replace("{caseId}", id))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
                }
            }
        }

        calls.ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task no_list_count_or_page_of_the_firm_shows_it_to_others()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var (_, other) = await shared.World.PersonAsync("northwind", "officer", "filer", "firm-admin");
        var incident = shared.World.Incident("northwind", reference: "SECRET-" + Guid.CreateVersion7().ToString("N"));
        incident["title"] = "Title of " + incident["externalReference"];
        var opened = (await named.PostAsync("/v1/incidents", incident)).ShouldBe(HttpStatusCode.Created);
        await ConfineAsync(named, opened["id"].GetValue<string>(), member);
        string[] tells = [opened["id"].GetValue<string>(), opened["reference"].GetValue<string>(), incident["externalReference"]!.GetValue<string>()];
        foreach (var list in Running.Where(e => e is { Method: "GET", Relation: Relation.OwnFirm } && !e.Route.Contains('{')))
        {
            foreach (var query in (string[])["", $"?externalReference={tells[2]}", $"?q={tells[2]}", "?limit=200"])
            {
                using var answer = await other.GetAsync(list.Route + query);
                // A link to the next page says again what was asked.
                var headers = string.Join('\n', answer.Headers.SelectMany(h => h.Value)).Replace(query.Length == 0 ? "?" : query[1..], "");
                var text = await answer.Content.ReadAsStringAsync() + headers;
                tells.ShouldNotContain(t => text.Contains(t, StringComparison.OrdinalIgnoreCase), $"{list.Route}{query} showed {text}");
            }
        }

        (await PagedAsync(other)).ShouldNotContain(tells[0]);
        (await PagedAsync(named)).ShouldContain(tells[0]);
        (await named.ReadAsync("/v1/cases?externalReference=" + tells[2]))["items"].AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task a_case_linked_to_it_does_not_tell_of_it()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var (_, other) = await shared.World.PersonAsync("northwind", "officer", "filer", "firm-admin");
        var open = (await named.PostAsync("/v1/incidents", shared.World.Incident("northwind")))["id"].GetValue<string>();
        var secret = await named.PostAsync("/v1/incidents", shared.World.Incident("northwind"));
        var link = new { incident = secret["id"].GetValue<string>(), relation = "same-actor", reason = "The same accounts." };
        (await named.PostAsync($"/v1/incidents/{open}/links", link, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await ConfineAsync(named, link.incident, member)).ShouldBe(HttpStatusCode.OK);
        foreach (var read in Running.Where(e => e.Method == "GET" && e.Relation == Relation.OwnFirm && !e.Route.StartsWith("/v1/screening", StringComparison.Ordinal)))
        {
            using var answer = await other.GetAsync(Filled(read.Route).Replace("{caseId}", open));
            (await answer.Content.ReadAsStringAsync()).ShouldNotContain(link.incident, Case.Insensitive, read.Route);
        }

        (await named.ReadAsync("/v1/incidents/" + open))["links"].AsArray().Select(l => l!.GetValue<string>()).ShouldBe([link.incident]);
        string[] told = [];
        foreach (var incident in (string[])[link.incident, Guid.CreateVersion7().ToString()])
        {
            told = [.. told, (await other.PostAsync($"/v1/incidents/{open}/links", link with { incident = incident }, ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.UnprocessableEntity).Whole()];
        }

        told[0].ShouldBe(told[1]);
    }

    [Fact]
    public async Task its_reference_can_be_given_to_another_case_by_who_does_not_know_of_it()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var incident = shared.World.Incident("northwind", reference: "TWICE-" + Guid.CreateVersion7().ToString("N"));
        var opened = await named.PostAsync("/v1/incidents", incident);
        var officer = await shared.World.AsAsync("northwind/officer");
        (await officer.PostAsync("/v1/incidents", incident)).ShouldBeProblem(HttpStatusCode.Conflict, "external-reference-taken");
        await ConfineAsync(named, opened["id"].GetValue<string>(), member);
        (await officer.PostAsync("/v1/incidents", incident)).ShouldBe(HttpStatusCode.Created);
        (await officer.PostAsync("/v1/incidents", incident)).ShouldBeProblem(HttpStatusCode.Conflict, "external-reference-taken");

        // Opened to all again, both are there under it.
        (await named.PostAsync($"/v1/cases/{opened["id"]}/confinement/lifting", new { reason = "Found." })).ShouldBe(HttpStatusCode.OK);
        (await officer.ReadAsync("/v1/cases?externalReference=" + incident["externalReference"]))["items"].AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task an_answer_kept_under_a_key_is_not_given_again_to_who_may_not_see_the_case_any_more()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var (_, leaver) = await shared.World.PersonAsync("northwind", "officer");
        var incident = shared.World.Incident("northwind");
        var opened = await leaver.PostAsync("/v1/incidents", incident, "opening");
        (await leaver.PostAsync("/v1/incidents", incident, "opening"))["id"].GetValue<string>().ShouldBe(opened["id"].GetValue<string>());
        var url = $"/v1/incidents/{opened["id"]}/reports";
        (await leaver.PostAsync(url, World.Report("early-warning", "be-csirt"), "once", "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await leaver.PostAsync(url, World.Report("early-warning", "be-csirt"), "once", "\"1\"")).ShouldBe(HttpStatusCode.Created);
        (await ConfineAsync(named, opened["id"].GetValue<string>(), member)).ShouldBe(HttpStatusCode.OK);
        (await leaver.PostAsync(url, World.Report("early-warning", "be-csirt"), "once", "\"1\"")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        // Opened again, with the very same request: another case.
        (await leaver.PostAsync("/v1/incidents", incident, "opening")).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>().ShouldNotBe(opened["id"].GetValue<string>());
    }

    [Fact]
    public async Task a_node_that_has_just_read_that_the_firm_closed_none_hides_it_with_the_answer_all_the_same()
    {
        await shared.World.AddFirmAsync(await shared.Host.AdminAsync(), "closing");
        var (member, named) = await shared.World.PersonAsync("closing", "officer");
        var id = (await named.PostAsync("/v1/incidents", shared.World.Incident("closing")))["id"].GetValue<string>();
        var tenant = Tenants.OfFirm(Guid.Parse(shared.World.Firms["closing"]));
        var elsewhere = new CaseSight(shared.Host.Services.GetRequiredService<Npgsql.NpgsqlDataSource>(), TimeProvider.System);
        Task<bool> IsHiddenElsewhereAsync() => elsewhere.IsHiddenAsync(tenant, Guid.Parse(id), new Sight(Named: null), TestContext.Current.CancellationToken).AsTask();

        // It looks all the time, and so always has something that it read a moment ago.
        var closing = ConfineAsync(named, id, member);
        while (!closing.IsCompleted)
        {
            await IsHiddenElsewhereAsync();
        }

        (await closing).ShouldBe(HttpStatusCode.OK);
        (await IsHiddenElsewhereAsync()).ShouldBeTrue();
        (await elsewhere.IsHiddenAsync(tenant, Guid.Parse(id), new Sight(Guid.Parse(member)), TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task only_a_person_named_changes_or_lifts_it()
    {
        var (first, one) = await shared.World.PersonAsync("northwind", "officer");
        var (second, two) = await shared.World.PersonAsync("northwind", "officer");
        var id = (await one.PostAsync("/v1/incidents", shared.World.Incident("northwind")))["id"].GetValue<string>();
        (await one.PostAsync($"/v1/cases/{id}/confinement/lifting", new { reason = "None." })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await ConfineAsync(one, id, first)).ShouldBe(HttpStatusCode.OK);
        (await ConfineAsync(two, id, second)).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await two.PostAsync($"/v1/cases/{id}/confinement/lifting", new { reason = "Mine." })).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        (await ConfineAsync(one, id, first, second)).ShouldBe(HttpStatusCode.OK);
        (await ConfineAsync(two, id, second)).ShouldBe(HttpStatusCode.OK);
        (await one.ReadAsync($"/v1/incidents/{id}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await two.PostAsync($"/v1/cases/{id}/confinement/lifting", new { reason = "Found." })).ShouldBe(HttpStatusCode.OK);
        var read = (await one.ReadAsync($"/v1/incidents/{id}")).ShouldBe(HttpStatusCode.OK);

        // Who may see a case changes nothing that it says.
        read["revision"].GetValue<int>().ShouldBe(1);
        (await one.ReadAsync($"/v1/cases/{id}/timeline"))["entries"].AsArray().Select(e => e!["kind"]!.GetValue<string>()).Where(k => k.Contains("confine")).ShouldBe(
            ["case-confined", "case-confined", "case-confined", "confinement-lifted"]);
    }

    [Fact]
    public async Task a_case_whose_persons_have_all_left_is_given_to_others_by_the_platform_and_no_other_case()
    {
        var admin = await shared.Host.AdminAsync();
        var (first, one) = await shared.World.PersonAsync("northwind", "officer");
        var (second, two) = await shared.World.PersonAsync("northwind", "officer");
        var (heir, inherits) = await shared.World.PersonAsync("northwind", "officer");
        var (stranger, _) = await shared.World.PersonAsync("albion", "officer");
        var left = (await one.PostAsync("/v1/incidents", shared.World.Incident("northwind")))["id"].GetValue<string>();
        (await ConfineAsync(one, left, first)).ShouldBe(HttpStatusCode.OK);
        var held = (await one.PostAsync("/v1/incidents", shared.World.Incident("northwind")))["id"].GetValue<string>();
        (await ConfineAsync(one, held, first, second)).ShouldBe(HttpStatusCode.OK);
        (await admin.PostAsync($"/v1/members/{first}/suspension", new { reason = "Left the firm" })).ShouldBe(HttpStatusCode.OK);

        var url = $"/v1/firms/{Guid.Parse(shared.World.Firms["northwind"])}/confined-cases/recovery";
        object To(params string[] members) => new { members, reason = "Its counsel asked in writing, called back on the number on file." };
        (await admin.PostAsync(url, To())).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/members"]);
        (await admin.PostAsync(url, To(heir, stranger))).Pointers.ShouldBe(["/members/1"]);
        (await admin.PostAsync($"/v1/firms/{Guid.CreateVersion7()}/confined-cases/recovery", To(heir))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await (await shared.World.AsAsync("northwind/firm-admin")).PostAsync(url, To(heir))).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await inherits.ReadAsync($"/v1/incidents/{left}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");

        (await admin.PostAsync(url, To(heir))).ShouldBe(HttpStatusCode.OK)["cases"].GetValue<int>().ShouldBeGreaterThanOrEqualTo(1);
        (await inherits.ReadAsync($"/v1/incidents/{left}")).ShouldBe(HttpStatusCode.OK);
        (await inherits.ReadAsync($"/v1/incidents/{held}")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await two.ReadAsync($"/v1/incidents/{held}")).ShouldBe(HttpStatusCode.OK);
        var view = await inherits.ReadAsync($"/v1/cases/{left}/confinement");
        view["contacts"][0]!["email"]!.GetValue<string>().ShouldBe("quiet@elsewhere.example");
        view["reason"].GetValue<string>().ShouldContain("called back");

        // Once given back there is nobody's to give.
        (await admin.PostAsync(url, To(heir)))["cases"].GetValue<int>().ShouldBe(0);
        (await inherits.ReadAsync($"/v1/cases/{left}/timeline"))["entries"].AsArray().Last(e => e!["kind"]!.GetValue<string>() == "case-confined")!["by"]!.GetValue<string>().ShouldStartWith("platform/");
    }

    [Fact]
    public async Task who_is_named_is_a_registered_person_of_the_firm_and_whoever_asks_is_among_them()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var (stranger, _) = await shared.World.PersonAsync("albion", "officer");
        var (colleague, _) = await shared.World.PersonAsync("northwind", "officer");
        var machine = await (await shared.Host.AdminAsync()).PostAsync("/v1/clients", new { party = new { kind = "firm", id = shared.World.Firms["northwind"] }, roles = new[] { "officer" }, name = "machine" });
        var id = (await named.PostAsync("/v1/incidents", shared.World.Incident("northwind")))["id"].GetValue<string>();
        (await ConfineAsync(named, id, member, stranger)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/members/1"]);
        (await ConfineAsync(named, id, member, machine["id"].GetValue<string>(), Guid.CreateVersion7().ToString())).Pointers.ShouldBe(["/members/1", "/members/2"]);
        (await ConfineAsync(named, id, colleague)).Pointers.ShouldBe(["/members"]);
        (await ConfineAsync(await shared.World.AsAsync("northwind/officer"), id, member)).Pointers.ShouldBe(["/members"]);
        var unreachable = new { members = new[] { member }, contacts = new[] { new { name = "Quiet", channel = "email" }, new { name = "Quiet", channel = "telephone" } }, reason = "x" };
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", unreachable, key: null)).Pointers.ShouldBe(["/contacts/0/email", "/contacts/1/telephone"]);
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", new { members = new[] { member }, contacts = Array.Empty<object>(), reason = "x" }, key: null)).Pointers.ShouldBe(["/contacts"]);
        (await shared.Host.ScalarAsync<long>($"select count(*) from events.mt_events where stream_id = '{id}' and type = 'case-confined'")).ShouldBe(0);
    }

    [Fact]
    public async Task an_authority_sees_what_it_was_sent_as_before()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var opened = await named.PostAsync("/v1/incidents", shared.World.Incident("northwind"));
        var filed = await named.PostAsync($"/v1/incidents/{opened["id"]}/reports", World.Report("early-warning", "be-csirt"), ifMatch: "\"1\"");
        var (desk, reference) = await shared.World.SeenAsync("be-csirt", filed);
        var before = (await desk.ReadAsync("/v1/regulator/cases/" + reference)).ShouldBe(HttpStatusCode.OK);
        await ConfineAsync(named, opened["id"].GetValue<string>(), member);
        var after = (await desk.ReadAsync("/v1/regulator/cases/" + reference)).ShouldBe(HttpStatusCode.OK);
        after.Body!.ToJsonString().ShouldBe(before.Body!.ToJsonString());
        after.Response.Headers.ETag.ShouldBe(before.Response.Headers.ETag);
    }

    [Fact]
    public async Task its_own_contacts_are_told_and_nobody_else_and_nothing_of_them_lies_open()
    {
        var (member, named) = await shared.World.PersonAsync("northwind", "officer");
        var id = (await named.PostAsync("/v1/incidents", shared.World.Incident("northwind", TimeSpan.FromHours(3))))["id"].GetValue<string>();
        await ConfineAsync(named, id, member);
        (await named.ReadAsync($"/v1/cases/{id}/confinement"))["contacts"][0]!["email"]!.GetValue<string>().ShouldBe("quiet@elsewhere.example");
        var contact = await shared.Host.ScalarAsync<string>($"select data -> 'contacts' -> 0 ->> 'id' from events.mt_events where stream_id = '{id}' and type = 'case-confined'");
        await Poll.UntilAsync(async () => (await ToldAsync(id)).Any(n => n.Contact.ToString() == contact && n.State == "sent"), TimeSpan.FromSeconds(20), "a mail to the contact of the case");

        // Named again under the same address, a contact is the same one; a clock that moves is told to it alone.
        await ConfineAsync(named, id, member);
        var moved = new { stage = "voluntary", authorities = new[] { "be-csirt" }, submittedBy = new { name = "Planted Person", role = "officer" }, incident = new { becameAwareAt = new { at = shared.Host.Now.AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'") } } };
        (await named.PostAsync($"/v1/incidents/{id}/reports", moved, ifMatch: "\"1\"")).ShouldBe(HttpStatusCode.Created);
        await Poll.UntilAsync(async () => (await ToldAsync(id)).Any(n => n is { Revision: 2, State: "sent" }), TimeSpan.FromSeconds(20), "a mail about the clock that moved");
        (await ToldAsync(id)).Where(n => n.Revision == 2).ShouldAllBe(n => n.Contact.ToString() == contact);
        (await ToldAsync(id)).Where(n => n.State == "sent" && n.Contact.ToString() == contact).DistinctBy(n => (n.Key, n.Revision, n.Step)).Count()
            .ShouldBe((await ToldAsync(id)).Count(n => n.State == "sent" && n.Contact.ToString() == contact));

        (await shared.Host.ScalarAsync<long>("select count(*) from events.mt_events where data::text like '%quiet@elsewhere%' or data::text like '%Quiet Counsel%' or data::text like '%may be a colleague%'")).ShouldBe(0);
    }

    [Fact]
    public void a_contact_reached_otherwise_than_by_mail_is_for_people()
    {
        var firm = new Firms.Firm(Guid.CreateVersion7(), "x") { Contacts = [new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Ann", "ann@firm.example")] };
        var caseId = Guid.CreateVersion7();
        var mail = new ConfinedContact(Guid.CreateVersion7(), "Quiet", Contracts.Cases.OutOfBandChannel.Email, "quiet@elsewhere.example", null);
        var messenger = new ConfinedContact(Guid.CreateVersion7(), "Loud", Contracts.Cases.OutOfBandChannel.Messenger, "loud@elsewhere.example", "+32 2 555 01 00");
        var closed = new Confinement(caseId, new CaseConfined(Guid.CreateVersion7(), [], [mail, messenger], "x", shared.Host.Now), shared.Host.Now);
        WhoIsTold.Of(firm, null).ShouldBe(firm.Contacts);
        WhoIsTold.Of(firm, closed).Select(c => c.Id).ShouldBe([mail.Id]);
        WhoIsTold.Of(firm, closed with { Current = null }).ShouldBe(firm.Contacts);
        WhoIsTold.Of(null, null).ShouldBeEmpty();
    }

    private static Task<Answer> ConfineAsync(HttpClient http, string id, params string[] members) =>
        http.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(members), key: null);

    private async Task<IReadOnlyList<Notification>> ToldAsync(string caseId)
    {
        await using var session = shared.Host.Store.QuerySession(Tenants.OfFirm(Guid.Parse(shared.World.Firms["northwind"])));
        var id = Guid.Parse(caseId);
        return await Marten.QueryableExtensions.ToListAsync(session.Query<Notification>().Where(n => n.Case == id));
    }

    private static async Task<IReadOnlyList<string>> PagedAsync(HttpClient http)
    {
        var seen = new List<string>();
        for (var next = "/v1/cases?limit=50"; next is not null;)
        {
            var page = await http.ReadAsync(next);
            seen.AddRange(page["items"].AsArray().Select(i => i!["id"]!.GetValue<string>()));
            next = page.Body!["next"]?.GetValue<string>() is { } cursor ? "/v1/cases?limit=50&cursor=" + cursor : null;
        }

        return seen;
    }

    private static string Filled(string route) =>
        string.Join('/', route.Split('/').Select(part => part.StartsWith('{') && part != "{caseId}" ? Guid.CreateVersion7().ToString() : part));
}
