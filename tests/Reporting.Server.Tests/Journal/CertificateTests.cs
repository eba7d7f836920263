using System.Net;
using Reporting.Ledger;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Journal;

public class CertificateTests(JournalWorld journal) : IClassFixture<JournalWorld>
{
    private static string Url(string caseId, string key = "eu-nis2/early-warning") => $"/v1/cases/{caseId}/deadlines/{key}/certificate";

    [Fact]
    public async Task a_deadline_is_certified_once_its_evaluation_has_its_place_and_what_is_changed_in_it_is_found()
    {
        var officer = await journal.World.AsAsync("northwind/officer");
        var id = (await officer.PostAsync("/v1/incidents", journal.World.Incident("northwind")))["id"].GetValue<string>();
        (await officer.ReadAsync(Url(id))).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        await journal.SequenceAsync();
        var certificate = (await officer.ReadAsync(Url(id))).ShouldBe(HttpStatusCode.OK);
        var statement = certificate["statement"].AsObject();
        statement["deadline"]!["explanation"]!.AsArray().ShouldNotBeEmpty();
        statement["law"]!.AsArray().ShouldNotBeEmpty();
        statement["calendars"]!.AsArray().ShouldNotBeEmpty();

        var check = new CertificateCheck([.. journal.Keys]);
        var found = check.Run(HeldCertificate.Read(certificate.Body!.ToJsonString())!, out var evaluation);
        found.Verdict.ShouldBe(Verdict.Good, string.Join('\n', found.Words));
        evaluation.GetProperty("cause").GetString().ShouldBe("incident-opened");
        new CertificateCheck([]).Run(HeldCertificate.Read(certificate.Body.ToJsonString())!, out _).Verdict.ShouldBe(Verdict.UnknownKey);
        foreach (var member in (string[])["issuedAt", "key", "case", "proof"])
        {
            var changed = certificate.Body.DeepClone().AsObject();
            changed["statement"]![member] = "another";
            check.Run(HeldCertificate.Read(changed.ToJsonString())!, out _).Verdict.ShouldBe(Verdict.Bad, member);
        }

        HeldCertificate.Read("no JSON").ShouldBeNull();
        HeldCertificate.Read("""{"statement":{},"statement":{},"note":""}""").ShouldBeNull();
        check.Run(HeldCertificate.Read("""{"statement":{},"note":"x"}""")!, out _).Verdict.ShouldBe(Verdict.Unreadable);
    }

    [Fact]
    public async Task there_is_none_of_another_deadline_another_firm_or_a_case_closed_to_others()
    {
        var (member, named) = await journal.World.PersonAsync("northwind", "officer");
        var (_, other) = await journal.World.PersonAsync("northwind", "officer", "filer", "firm-admin");
        var id = (await named.PostAsync("/v1/incidents", journal.World.Incident("northwind")))["id"].GetValue<string>();
        await journal.SequenceAsync();
        (await other.ReadAsync(Url(id))).ShouldBe(HttpStatusCode.OK);
        (await named.SendAsync(HttpMethod.Put, $"/v1/cases/{id}/confinement", World.Confinement(member), key: null)).ShouldBe(HttpStatusCode.OK);
        (await other.ReadAsync(Url(id))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await (await journal.World.AsAsync("albion/officer")).ReadAsync(Url(id))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        (await named.ReadAsync(Url(id))).ShouldBe(HttpStatusCode.OK);
        foreach (var key in (string[])["eu-nis2/nothing", "nothing/early-warning"])
        {
            (await named.ReadAsync(Url(id, key))).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        }

        (await named.ReadAsync(Url(id) + "?entity=nobody")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task two_readings_of_what_was_served_on_different_days_are_computed_again_from_the_certificate()
    {
        var at = await StatuteUnderTest.AcceptedAsync(journal.World, journal.Host);
        var document = await at.IssuedAsync("call-in-notice", [StatuteUnderTest.Acquirer, new { id = "second", role = "acquirer", name = "Second buyer" }]);
        await at.ServeAsync(document, "acquirer");
        await journal.Host.AdvanceAsync(TimeSpan.FromDays(8));
        await at.ServeAsync(document, "second");
        await journal.SequenceAsync();
        var certificate = (await at.Officer.ReadAsync(Url(at.Id, "uk-nsi-2021/initial"))).ShouldBe(HttpStatusCode.OK);
        var deadline = certificate["statement"]["deadline"]!;
        deadline["latestLawful"]!.GetValue<string>().ShouldNotBe(deadline["due"]!.GetValue<string>());

        var folder = Directory.CreateTempSubdirectory("certificate-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "certificate.json"), certificate.Body!.ToJsonString(), TestContext.Current.CancellationToken);
            await File.WriteAllLinesAsync(Path.Combine(folder, "keys"), journal.Keys.Select(k => k.ToString()), TestContext.Current.CancellationToken);
            var verified = await Shell.RunAsync(Repository.File("ops", "reporting"), ["verify", Path.Combine(folder, "certificate.json"), "--key", Path.Combine(folder, "keys")]);
            verified.ExitCode.ShouldBe(0, verified.Output + verified.Error);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
