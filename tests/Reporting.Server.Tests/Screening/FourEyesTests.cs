using System.Net;
using Reporting.Server.Tests.Harness;
using static Reporting.Server.Tests.Harness.StatuteUnderTest;

namespace Reporting.Server.Tests.Screening;

/// <summary>Four eyes are two persons', not two tokens'.</summary>
[Collection(InSharedWorld.Name)]
public class FourEyesTests(SharedWorld shared)
{
    [Fact]
    public async Task a_person_does_not_approve_by_one_client_what_it_drafted_by_another()
    {
        var at = await AcceptedAsync(shared.World, shared.Host, "northwind");
        var mail = $"planted-{Guid.CreateVersion7():N}@uk-isu.example";
        var (drafting, approving, colleague) = (await PersonAsync("caseworker", mail), await PersonAsync("decision-maker", mail.ToUpperInvariant()), await PersonAsync("decision-maker", "another-" + mail));
        var draft = (await at.TryDeskAsync("drafts", Draft("no-further-action", All), drafting)).ShouldBe(HttpStatusCode.Created)["id"].GetValue<string>();
        (await at.TryDeskAsync($"drafts/{draft}/approval", new { }, approving)).ShouldBeProblem(HttpStatusCode.Forbidden, "forbidden");
        (await at.TryIssueAsync(draft)).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await at.TryDeskAsync($"drafts/{draft}/approval", new { }, colleague)).ShouldBe(HttpStatusCode.Created);
        (await at.TryIssueAsync(draft)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task the_same_address_at_two_authorities_is_two_persons()
    {
        var mail = $"planted-{Guid.CreateVersion7():N}@elsewhere.example";
        await PersonAsync("caseworker", mail);
        await PersonAsync("caseworker", mail, "uk-cyber");
        await PersonAsync("decision-maker", mail);
        (await shared.Host.ScalarAsync<long>("select count(distinct data -> 'person' ->> 'person') from reporting.mt_doc_member where data ->> 'id' in (select data ->> 'id' from reporting.mt_doc_member order by mt_last_modified desc limit 3)")).ShouldBe(2);
    }

    private async Task<HttpClient> PersonAsync(string role, string email, string authority = "uk-isu")
    {
        var client = (await (await shared.Host.AdminAsync()).PostAsync("/v1/clients", new { party = new { kind = "authority", id = authority }, roles = new[] { role }, name = "desk", person = new { name = "Planted Person", email } })).ShouldBe(HttpStatusCode.OK);
        return await shared.Host.AsAsync(client["clientId"].GetValue<string>(), client["clientSecret"].GetValue<string>());
    }
}
