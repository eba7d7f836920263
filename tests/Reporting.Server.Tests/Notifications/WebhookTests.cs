using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Reporting.Server.Notifications;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;
using static Reporting.Server.Tests.Notifications.NotificationWorld;

namespace Reporting.Server.Tests.Notifications;

/// <summary>Webhooks over real HTTP, to a receiver that misbehaves on purpose.</summary>
[Collection(InNotificationWorld.Name)]
public sealed class WebhookTests(NotificationWorld told) : IAsyncLifetime
{
    private HttpReceiver receiver = null!;
    private HttpClient admin = null!;
    private HttpClient officer = null!;

    public async ValueTask InitializeAsync()
    {
        receiver = await HttpReceiver.StartAsync();
        admin = await told.World.AsAsync("northwind/firm-admin");
        officer = await told.World.AsAsync("northwind/officer");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var left in (await admin.ReadAsync("/v1/subscriptions"))["items"].AsArray().Where(s => s!["state"]!.GetValue<string>() != "ended"))
        {
            await admin.SendAsync(HttpMethod.Delete, $"/v1/subscriptions/{left!["id"]}", null, null);
        }

        await receiver.DisposeAsync();
    }

    private async Task<Answer> SubscribeAsync() =>
        (await admin.PostAsync("/v1/subscriptions", new { channel = "webhook", url = receiver.Url() })).ShouldBe(HttpStatusCode.OK);

    private async Task<Answer> OpenAsync() => (await officer.PostAsync("/v1/incidents", told.World.Incident("northwind", TimeSpan.Zero))).ShouldBe(HttpStatusCode.Created);

    private Task<ReceivedHook> ArrivesAsync(Answer opened, string type, int copies = 1) =>
        Poll.UntilAsync(
            () => Task.FromResult(receiver.Received.Where(h => h.Type == type && h.Json["data"]!["case"]?.GetValue<string>() == opened["id"].GetValue<string>()).Skip(copies - 1).FirstOrDefault()), Limit, type);

    private static bool IsSigned(ReceivedHook hook, string secret) =>
        hook.Signature.Split(' ').Contains("v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{hook.Id}.{hook.Timestamp}.{Encoding.UTF8.GetString(hook.Body)}"))));

    [Fact]
    public void the_published_values_come_out()
    {
        var secret = WebhookSecret.Of([.. new byte[32], .. Convert.FromBase64String("6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==")[..32]]) with
        {
            Shared = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        };
        secret.PublicKey.ShouldBe("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=");
        secret.Sign("msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8).ShouldBe(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE= v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==");
    }

    [Fact]
    public async Task the_library_that_receivers_use_verifies_what_is_sent_and_nothing_that_was_changed()
    {
        var made = await SubscribeAsync();
        var hook = await ArrivesAsync(await OpenAsync(), "case.incident-opened");
        var secret = made["secret"].GetValue<string>();
        var body = Encoding.UTF8.GetString(hook.Body);
        JsonNode.DeepEquals(JsonNode.Parse((await VerifiedAsync(secret, hook, body))!), JsonNode.Parse(body)).ShouldBeTrue();
        (await VerifiedAsync(secret, hook, body.Replace("case.incident-opened", "case.incident-closed"))).ShouldBeNull();
        (await VerifiedAsync("whsec_" + Convert.ToBase64String(new byte[32]), hook, body)).ShouldBeNull();
    }

    /// <summary>npm's <c>standardwebhooks</c>, of the publishers of the specification; null where it refuses.</summary>
    private static async Task<string?> VerifiedAsync(string secret, ReceivedHook hook, string body)
    {
        var folder = Repository.File("tests", "Reporting.Testing", "webhook-reader");
        if (!Directory.Exists(Path.Combine(folder, "node_modules")))
        {
            if ((await Shell.RunAsync("npm", ["--version"])).ExitCode != 0)
            {
                await Shell.OutputOfAsync(Repository.File("ops", "lib", "debian.sh"), ["npm", "the tests of webhooks"]);
            }

            await Shell.OutputOfAsync("npm", ["ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        }

        using var node = Shell.Start("node", [Path.Combine(folder, "verify.mjs"), secret]);
        await node.StandardInput.WriteAsync(JsonSerializer.Serialize(new
        {
            headers = new Dictionary<string, string> { ["webhook-id"] = hook.Id, ["webhook-timestamp"] = hook.Timestamp, ["webhook-signature"] = hook.Signature },
            body,
        }));
        node.StandardInput.Close();
        var said = (await node.StandardOutput.ReadToEndAsync()).TrimEnd();
        await node.WaitForExitAsync();
        return node.ExitCode == 0 ? said : null;
    }

    [Fact]
    public async Task every_fact_of_a_case_and_every_step_of_a_deadline_arrives_once_thin_and_signed()
    {
        var made = await SubscribeAsync();
        var opened = await OpenAsync();
        var hook = await ArrivesAsync(opened, "case.incident-opened");
        IsSigned(hook, made["secret"].GetValue<string>()).ShouldBeTrue();
        hook.Json["data"]!.AsObject().Select(m => m.Key).Order().ShouldBe(["case", "caseVersion", "link", "reference"]);
        hook.Json["data"]!["caseVersion"]!.GetValue<int>().ShouldBe(1);
        (await ArrivesAsync(opened, "case.deadlines-computed")).Json["data"]!["caseVersion"]!.GetValue<int>().ShouldBe(2);
        var set = await ArrivesAsync(opened, "deadline.set");
        set.Json["data"]!["due"].ShouldNotBeNull();
        Encoding.UTF8.GetString(set.Body).ShouldNotContain("Weights");

        // Each type that comes stands in the catalogue.
        foreach (var type in receiver.Received.Select(h => h.Type).Distinct())
        {
            (await told.Host.Anonymous().ReadAsync("/v1/webhook-types/" + type)).ShouldBe(HttpStatusCode.OK)["says"].GetValue<string>().ShouldNotBeEmpty();
        }

        (await told.Host.Anonymous().ReadAsync("/v1/webhook-types/case.nothing")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
        receiver.Received.Select(h => h.Id).ShouldBeUnique();
    }

    [Theory]
    [InlineData(500)]
    [InlineData(404)]
    [InlineData(302)]
    [InlineData(-1)]
    public async Task what_is_not_taken_comes_again_under_the_same_id_and_no_redirect_is_followed(int status)
    {
        await SubscribeAsync();
        receiver.Behaviour = http =>
        {
            if (status < 0)
            {
                http.Abort();
                return Task.CompletedTask;
            }

            http.Response.StatusCode = status;
            http.Response.Headers.Location = receiver.Url("/elsewhere");
            return http.Response.WriteAsync("no, says <somebody@else.example>");
        };
        var opened = await OpenAsync();
        var first = await ArrivesAsync(opened, "case.incident-opened");
        var failed = await told.ComesAsync("northwind", opened, "recorded", "planned", n => n is { Revision: 1, Attempts: 1 });
        failed.LastWords.ShouldNotBeNull().ShouldNotContain("@");
        receiver.Behaviour = null;
        await told.Host.AdvanceAsync(TimeSpan.FromSeconds(12));
        (await ArrivesAsync(opened, "case.incident-opened", copies: 2)).Id.ShouldBe(first.Id);
        receiver.Received.ShouldNotContain(h => h.Path == "/elsewhere");
    }

    [Fact]
    public async Task a_receiver_that_takes_nothing_for_three_days_is_given_up_the_firm_hears_of_it_and_can_have_all_of_it_later()
    {
        var made = await SubscribeAsync();
        receiver.Behaviour = http =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        var opened = await OpenAsync();
        for (var attempt = 1; attempt <= 10; attempt++)
        {
            await told.ComesAsync("northwind", opened, "recorded", "planned", n => n.Revision == 1 && n.Attempts == attempt);
            await told.Host.AdvanceAsync(TimeSpan.FromHours(27));
        }

        await told.ComesAsync("northwind", opened, "recorded", "failed", n => n.Revision == 1);
        await told.Mail.WaitForAsync(m => m.Message.Subject!.Contains("no longer takes our messages") && m.Message.TextBody!.Contains(made["id"].GetValue<Guid>().ToString("N")), Limit);
        var listed = (await admin.ReadAsync("/v1/subscriptions"))["items"].AsArray().Single(s => s!["id"]!.GetValue<string>() == made["id"].GetValue<string>())!;
        listed["state"]!.GetValue<string>().ShouldBe("failing");
        listed["failing"]!.GetValue<string>().ShouldContain("503");
        (await admin.PostAsync($"/v1/subscriptions/{made["id"]}/replay", new { since = told.Host.Now.AddDays(-30) })).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");

        receiver.Behaviour = null;
        var before = receiver.Received.First(h => h.Type == "case.incident-opened").Id;
        (await admin.PostAsync($"/v1/subscriptions/{made["id"]}/verification", new { })).ShouldBe(HttpStatusCode.OK);
        var count = receiver.Received.Count;
        (await admin.PostAsync($"/v1/subscriptions/{made["id"]}/replay", new { since = told.Host.Now.AddDays(-30) })).ShouldBe(HttpStatusCode.OK)["messages"].GetValue<int>().ShouldBeGreaterThan(0);
        await Poll.UntilAsync(() => receiver.Received.Skip(count).Any(h => h.Id == before), Limit, "the replay");
        var log = await admin.ReadAsync($"/v1/subscriptions/{made["id"]}/deliveries");
        log["items"].AsArray().ShouldNotBeEmpty();
        (await (await told.World.AsAsync("albion/firm-admin")).ReadAsync($"/v1/subscriptions/{made["id"]}/deliveries")).ShouldBeProblem(HttpStatusCode.NotFound, "not-found");
    }

    [Fact]
    public async Task a_new_key_signs_and_the_one_before_beside_it_until_its_end()
    {
        var made = await SubscribeAsync();
        var rotated = (await admin.PostAsync($"/v1/subscriptions/{made["id"]}/secret", new { overlapHours = 1 })).ShouldBe(HttpStatusCode.OK);
        var (old, fresh) = (made["secret"].GetValue<string>(), rotated["secret"].GetValue<string>());
        fresh.ShouldNotBe(old);
        var during = await ArrivesAsync(await OpenAsync(), "case.incident-opened");
        (IsSigned(during, old), IsSigned(during, fresh)).ShouldBe((true, true));
        await told.Host.AdvanceAsync(TimeSpan.FromHours(2));
        var after = await ArrivesAsync(await OpenAsync(), "case.incident-opened");
        (IsSigned(after, old), IsSigned(after, fresh)).ShouldBe((false, true));
    }

    [Fact]
    public async Task a_receiver_that_says_gone_is_sent_nothing_more()
    {
        var made = await SubscribeAsync();
        receiver.Behaviour = http =>
        {
            http.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        var opened = await OpenAsync();
        await Poll.UntilAsync(
            async () => (await admin.ReadAsync("/v1/subscriptions"))["items"].AsArray().Any(s => s!["id"]!.GetValue<string>() == made["id"].GetValue<string>() && s["state"]!.GetValue<string>() == "failing"), Limit, "failing");
        // Several went out at once; those that were on their way when the first was answered come to their end too.
        var id = made["id"].GetValue<Guid>();
        await Poll.UntilAsync(async () => (await told.OfCaseAsync("northwind", opened)).Where(n => n.Contact == id).All(n => n.State != "planned"), Limit, "the end of all");
        var count = receiver.Received.Count;
        await told.ComesAsync("northwind", await OpenAsync(), "set");
        receiver.Received.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("http://receiver.example/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://[fd00::1]/")]
    [InlineData("https://[::ffff:192.168.1.1]/")]
    [InlineData("https://user:pass@receiver.example/")]
    [InlineData("https://intranet/")]
    public async Task an_address_on_no_public_network_is_refused(string url)
    {
        var answer = await admin.PostAsync("/v1/subscriptions", new { channel = "webhook", url });
        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "invalid-content").Pointers.ShouldBe(["/url"]);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.31.255.255")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("198.18.0.1")]
    [InlineData("93.184.0.1")]
    public void no_address_inside_may_be_reached(string address) =>
        new WebhookAddresses(Settings(("Webhooks:ForbiddenNetworks", "93.184.0.0/16"))).MayReach(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    public void an_address_outside_may_be(string address) => new WebhookAddresses(Settings()).MayReach(IPAddress.Parse(address)).ShouldBeTrue();

    [Fact]
    public async Task a_name_that_leads_inside_is_not_connected_to_even_if_one_of_its_addresses_is_public_or_it_led_elsewhere_before()
    {
        var answers = new Queue<IPAddress[]>([[IPAddress.Parse("1.1.1.1"), IPAddress.Loopback], [IPAddress.Loopback], []]);
        var addresses = new WebhookAddresses(Settings()) { Resolve = (_, _) => Task.FromResult(answers.Dequeue()) };
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = addresses.ConnectAsync, PooledConnectionLifetime = TimeSpan.Zero });
        for (var i = 0; i < 3; i++)
        {
            var refused = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(receiver.Url().Replace("127.0.0.1", "receiver.example"), TestContext.Current.CancellationToken));
            refused.InnerException.ShouldBeOfType<ForbiddenAddressException>();
        }

        receiver.Received.ShouldBeEmpty();
    }

    private static IConfiguration Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
