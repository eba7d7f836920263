using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Reporting.Server.Evidence;
using Reporting.Server.Tests.Harness;
using Reporting.Testing;

namespace Reporting.Server.Tests.Evidence;

/// <summary>A server that knows where a scanner should be, and takes less than others.</summary>
public sealed class ScannedWorld : IAsyncLifetime
{
    public const int MaxBytes = 80 * 1024 * 1024;

    public IPEndPoint Address { get; } = new(IPAddress.Loopback, FreePort.Next());

    public ReportingHost Host { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Host = await ReportingHost.StartAsync(settings: new Dictionary<string, string> { ["Evidence:Clamd"] = $"tcp://127.0.0.1:{Address.Port}", ["Evidence:MaxBytes"] = MaxBytes.ToString() });
        World = await World.BuildAsync(Host);
    }

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>With nobody beside it: its memory is measured.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class EvidenceAlone : ICollectionFixture<ScannedWorld>
{
    public const string Name = "evidence alone";
}

[Collection(EvidenceAlone.Name)]
public sealed class ScanTests(ScannedWorld scanned) : IAsyncDisposable
{
    private const int MaxBytes = ScannedWorld.MaxBytes;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly ReportingHost host = scanned.Host;
    private readonly World world = scanned.World;
    private ClamdReceiver? scanner;

    private IPEndPoint Address => scanned.Address;

    public async ValueTask DisposeAsync()
    {
        if (scanner is not null)
        {
            await scanner.DisposeAsync();
        }
    }

    [Fact]
    public async Task what_the_scanner_finds_closes_the_content_and_leaves_the_filing_alone()
    {
        scanner = ClamdReceiver.Start(Address, most: 4 * 1024 * 1024);
        var officer = await world.AsAsync("northwind/officer");
        var caseId = await world.OpenCaseAsync("northwind");
        var (bad, good, large) = (await officer.AnnounceAsync(caseId), await officer.AnnounceAsync(caseId), await officer.AnnounceAsync(caseId));
        var filed = await officer.PostAsync(
            $"/v1/incidents/{caseId}/reports",
            new { stage = "early-warning", authorities = new[] { "be-csirt" }, submittedBy = new { name = "Planted Person", role = "officer" }, evidence = new[] { bad } },
            ifMatch: "\"1\"");
        filed.ShouldBe(HttpStatusCode.Created);

        // The signature across the seam of two chunks.
        var content = EvidenceWire.Bytes(2 * 1024 * 1024);
        Encoding.ASCII.GetBytes(ClamdReceiver.Signature).CopyTo(content, (64 * 1024) - 7);
        (await officer.BringAsync(bad, content)).ShouldBe(HttpStatusCode.OK);
        (await officer.BringAsync(good, [1, 2, 3])).ShouldBe(HttpStatusCode.OK);
        (await officer.BringAsync(large, EvidenceWire.Bytes(5 * 1024 * 1024))).ShouldBe(HttpStatusCode.OK);

        await Poll.UntilAsync(async () => (await officer.ReadAsync($"/v1/evidence/{bad}"))["state"].GetValue<string>() == "quarantined", Limit, "the quarantine");
        await Poll.UntilAsync(async () => (await officer.ReadAsync($"/v1/evidence/{good}"))["scan"].GetValue<string>() == "clean", Limit, "the scan");
        await Poll.UntilAsync(async () => (await officer.ReadAsync($"/v1/evidence/{large}")).CustodyOf().Contains("evidence-left-unscanned"), Limit, "the scanner's refusal");
        (await officer.ReadAsync($"/v1/evidence/{large}"))["scan"].GetValue<string>().ShouldBe("unscanned");

        var refused = await officer.ReadAsync($"/v1/evidence/{bad}/content");
        refused.ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state")["detail"].GetValue<string>().ShouldContain("Test-Signature");
        (await officer.ReadAsync($"/v1/evidence/{bad}"))["threat"].GetValue<string>().ShouldBe("Test-Signature");
        var (desk, reference) = await world.SeenAsync("be-csirt", filed);
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/evidence/{bad}"))["state"].GetValue<string>().ShouldBe("quarantined");
        (await desk.ReadAsync($"/v1/regulator/cases/{reference}/evidence/{bad}/content")).ShouldBeProblem(HttpStatusCode.Conflict, "not-in-this-state");
        (await officer.ReadAsync($"/v1/incidents/{caseId}"))["filings"].AsArray().Count.ShouldBe(1);

        // It can be named to an authority all the same: a filing waits for no scanner.
        var again = new { stage = "notification", authorities = new[] { "be-csirt" }, submittedBy = new { name = "Planted Person", role = "officer" }, declaration = new { name = "Planted Person", role = "director", at = host.Now.ToString("O"), text = "True as far as I know." }, evidence = new[] { bad, good } };
        (await officer.PostAsync($"/v1/incidents/{caseId}/reports", again, ifMatch: "\"2\"")).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task a_scanner_that_is_away_is_asked_again_and_the_evidence_is_unscanned_until_then()
    {
        var officer = await world.AsAsync("northwind/officer");
        var item = await officer.AnnounceAsync(await world.OpenCaseAsync("northwind"));
        (await officer.BringAsync(item, [1, 2, 3])).ShouldBe(HttpStatusCode.OK);
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("select count(*) from messages.wolverine_incoming_envelopes where message_type = 'scan-evidence' and status = 'Scheduled'") > 0, Limit, "the next attempt");
        (await officer.ReadAsync($"/v1/evidence/{item}"))["scan"].GetValue<string>().ShouldBe("unscanned");
        (await officer.GetByteArrayAsync($"/v1/evidence/{item}/content")).ShouldBe([1, 2, 3]);

        scanner = ClamdReceiver.Start(Address);
        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        await Poll.UntilAsync(async () => (await officer.ReadAsync($"/v1/evidence/{item}"))["scan"].GetValue<string>() == "clean", Limit, "the scan");
        scanner.Scans.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task a_scan_whose_message_was_lost_is_asked_for_by_the_sweep()
    {
        var officer = await world.AsAsync("northwind/officer");
        var item = await officer.AnnounceAsync(await world.OpenCaseAsync("northwind"));
        (await officer.BringAsync(item, [1, 2, 3])).ShouldBe(HttpStatusCode.OK);
        await Poll.UntilAsync(
            async () => await host.ScalarAsync<long>("with lost as (delete from messages.wolverine_incoming_envelopes where message_type = 'scan-evidence' and status = 'Scheduled' returning 1) select count(*) from lost") > 0,
            Limit,
            "the loss of the next attempt");
        scanner = ClamdReceiver.Start(Address);
        await host.SweepAsync();
        await host.ScalarAsync<object>($"update reporting.mt_doc_evidenceitem set mt_last_modified = mt_last_modified - interval '5 hours' where id = '{item}' returning id");
        await host.SweepAsync();
        await Poll.UntilAsync(async () => (await officer.ReadAsync($"/v1/evidence/{item}"))["scan"].GetValue<string>() == "clean", Limit, "the scan");
        scanner.Scans.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task a_scanner_behind_a_unix_socket_is_spoken_to_alike()
    {
        var path = Path.Combine(host.Folder, "clamd.ctl");
        await using var local = ClamdReceiver.Start(new System.Net.Sockets.UnixDomainSocketEndPoint(path));
        var clamd = new Clamd(new ConfigurationBuilder().AddInMemoryCollection([new("Evidence:Clamd", "unix:" + path)]).Build());
        (await clamd.ScanAsync(new MemoryStream(Encoding.ASCII.GetBytes("x" + ClamdReceiver.Signature)), TestContext.Current.CancellationToken)).Threat.ShouldBe("Test-Signature");
        (await clamd.ScanAsync(new MemoryStream([1]), TestContext.Current.CancellationToken)).ShouldBe(Verdict.Clean);
        Should.Throw<InvalidOperationException>(() => new Clamd(new ConfigurationBuilder().AddInMemoryCollection([new("Evidence:Clamd", "clamd")]).Build()));
    }

    [Fact]
    public async Task content_over_the_bound_is_refused_whatever_its_length_was_said_to_be()
    {
        var officer = await world.AsAsync("northwind/officer");
        var item = await officer.AnnounceAsync(await world.OpenCaseAsync("northwind"));
        int Files() => Directory.CreateDirectory(Path.Combine(host.Folder, "evidence")).GetFiles("*", SearchOption.AllDirectories).Length;
        var before = Files();
        (await officer.BringAsync(item, new StreamContent(new Zeros(MaxBytes + 1, told: true)))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        (await officer.BringAsync(item, new StreamContent(new Zeros(MaxBytes + 1, told: false)))).ShouldBeProblem(HttpStatusCode.RequestEntityTooLarge, "body-too-large");
        (await host.ScalarAsync<long>($"select count(*) from reporting.mt_doc_evidenceupload where data ->> 'evidence' = '{item}'")).ShouldBe(0);
        await Poll.UntilAsync(() => Files() == before, Limit, "the removal of what had come");
    }

    [Fact]
    public async Task content_of_64_MiB_comes_and_goes_in_little_memory()
    {
        const int Size = 64 * 1024 * 1024;
        var officer = await world.AsAsync("northwind/officer");
        var caseId = await world.OpenCaseAsync("northwind");
        (await officer.BringAsync(await officer.AnnounceAsync(caseId), new StreamContent(new Zeros(Size / 16, told: true)))).ShouldBe(HttpStatusCode.OK);
        var item = await officer.AnnounceAsync(caseId);
        var content = new Zeros(Size, told: true);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        (await officer.BringAsync(item, new StreamContent(content))).ShouldBe(HttpStatusCode.OK)["size"].GetValue<long>().ShouldBe(Size);

        var most = content.MostMemory;
        using var answer = await officer.GetAsync($"/v1/evidence/{item}/content", HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[1024 * 1024];
        for (long read = 0, next = 0; read < Size;)
        {
            var n = await stream.ReadAsync(buffer);
            n.ShouldBeGreaterThan(0);
            read += n;
            if (read >= next)
            {
                most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
                next += Size / 8;
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{(most - before) / 1024.0 / 1024:0.0} MiB more at the most");
        (most - before).ShouldBeLessThan(16L * 1024 * 1024);
    }

    /// <summary>So many zeros; it looks at the memory in use while it is read.</summary>
    private sealed class Zeros(long length, bool told) : Stream
    {
        private long given;

        public long MostMemory { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => told;

        public override bool CanWrite => false;

        public override long Length => told ? length : throw new NotSupportedException();

        public override long Position { get => given; set => given = value; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var now = (int)Math.Min(length - given, count);
            if ((given + now) / (length / 8) != given / (length / 8))
            {
                MostMemory = Math.Max(MostMemory, GC.GetTotalMemory(forceFullCollection: true));
            }

            Array.Clear(buffer, offset, now);
            given += now;
            return now;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => given = offset;

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
