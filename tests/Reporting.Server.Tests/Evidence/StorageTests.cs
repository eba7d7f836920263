using System.Net;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Reporting.Server.Evidence.Storage;
using Reporting.Testing;

namespace Reporting.Server.Tests.Evidence;

/// <summary>
/// What is asked of a place to store segments, of a folder and of S3 over real HTTP. REPORTING_S3 names another S3-compatible
/// server and bucket to ask instead of the small one here (<c>http://127.0.0.1:4568/evidence</c>).
/// </summary>
public sealed class StorageTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("reporting-store-").FullName;
    private WebApplication? receiver;
    private string endpoint = "";
    private string bucket = "evidence";

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("REPORTING_S3") is { Length: > 0 } given)
        {
            (endpoint, bucket) = (given[..given.LastIndexOf('/')], given[(given.LastIndexOf('/') + 1)..]);
            return;
        }

        endpoint = $"http://127.0.0.1:{FreePort.Next()}";
        receiver = Receiver(endpoint, Path.Combine(folder, "s3"));
        await receiver.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (receiver is not null)
        {
            await receiver.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private IEvidenceStore Store(string kind) => kind == "folder" ? new FolderStore(Path.Combine(folder, "files")) : S3();

    private S3Store S3() => S3Store.From(new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("S3:Endpoint", endpoint), new("S3:Bucket", bucket), new("S3:AccessKey", "S3RVER"), new("S3:SecretKey", "S3RVER"),
    ]).Build().GetSection("S3"));

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task an_object_is_there_whole_or_not_at_all(string kind)
    {
        var store = Store(kind);
        var place = $"firm/{Guid.CreateVersion7():N}";
        var segment = EvidenceWire.Bytes(SegmentCipher.SegmentBytes + SegmentCipher.Overhead);
        await store.PutAsync(place + "/000000-a", segment, default);
        await store.PutAsync(place + "/000001-b", segment.AsMemory(100, 1_000), default);
        var into = new byte[segment.Length];
        await store.ReadAsync(place + "/000000-a", into, default);
        into.ShouldBe(segment);
        await store.ReadAsync(place + "/000001-b", into.AsMemory(0, 1_000), default);
        into.AsSpan(0, 1_000).SequenceEqual(segment.AsSpan(100, 1_000)).ShouldBeTrue();
        (await store.NamesAsync(place, default)).Order().ShouldBe([place + "/000000-a", place + "/000001-b"]);

        await Should.ThrowAsync<EvidenceDamagedException>(() => store.ReadAsync(place + "/000001-b", into.AsMemory(0, 999), default));
        await Should.ThrowAsync<EvidenceDamagedException>(() => store.ReadAsync(place + "/000002-c", into, default));
        await store.DeleteAsync(place + "/000000-a", default);
        await store.DeleteAsync(place + "/000000-a", default);
        (await store.NamesAsync(place, default)).ShouldBe([place + "/000001-b"]);
        await store.DeleteAsync(place + "/000001-b", default);
        (await store.NamesAsync(place, default)).ShouldBeEmpty();
        (await store.NamesAsync($"firm/{Guid.CreateVersion7():N}", default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task a_file_that_was_being_written_when_the_power_went_is_no_object_and_is_listed_for_removal()
    {
        var store = Store("folder");
        await store.PutAsync("firm/place/000000-a", new byte[] { 1 }, default);
        await File.WriteAllBytesAsync(Path.Combine(folder, "files", "firm", "place", "000001-b.part"), [1]);
        await Should.ThrowAsync<EvidenceDamagedException>(() => store.ReadAsync("firm/place/000001-b", new byte[1], default));
        (await store.NamesAsync("firm/place", default)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task an_S3_that_does_not_answer_is_a_fault_and_no_missing_object()
    {
        if (receiver is not null)
        {
            await receiver.StopAsync();
            await Should.ThrowAsync<Exception>(() => new S3Store(new AmazonS3Client(new BasicAWSCredentials("a", "b"), new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true, MaxErrorRetry = 0 }), bucket).ReadAsync("x", new byte[1], default));
        }
    }

    /// <summary>As much of S3 as a store of whole objects needs, over real HTTP: PutObject, GetObject, DeleteObject, ListObjectsV2 in pages of one.</summary>
    private static WebApplication Receiver(string url, string root)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add(url);
        XNamespace s3 = "http://s3.amazonaws.com/doc/2006-03-01/";
        string PathOf(string key) => Path.Combine(root, key.Replace('/', '!'));
        app.MapPut("/{bucket}/{**key}", async (string key, HttpRequest request) =>
        {
            request.Headers.Authorization.ToString().ShouldStartWith("AWS4-HMAC-SHA256");
            Directory.CreateDirectory(root);
            await using var file = File.Create(PathOf(key));
            await request.Body.CopyToAsync(file);
            return Results.Ok();
        });
        app.MapGet("/{bucket}/{**key}", (string? key, HttpRequest request) =>
        {
            if (!string.IsNullOrEmpty(key))
            {
                return File.Exists(PathOf(key))
                    ? Results.File(PathOf(key), "application/octet-stream")
                    : Results.Content(new XElement("Error", new XElement("Code", "NoSuchKey")).ToString(), "application/xml", statusCode: (int)HttpStatusCode.NotFound);
            }

            var keys = Directory.Exists(root) ? Directory.GetFiles(root).Select(f => Path.GetFileName(f).Replace('!', '/')).Where(k => k.StartsWith(request.Query["prefix"].ToString(), StringComparison.Ordinal)).Order(StringComparer.Ordinal).ToList() : [];
            var after = keys.Where(k => string.CompareOrdinal(k, request.Query["continuation-token"].ToString()) > 0).ToList();
            return Results.Content(
                new XElement(
                    s3 + "ListBucketResult",
                    new XElement(s3 + "IsTruncated", after.Count > 1 ? "true" : "false"),
                    after.Take(1).Select(k => new XElement(s3 + "Contents", new XElement(s3 + "Key", k), new XElement(s3 + "Size", 1))),
                    after.Count > 1 ? new XElement(s3 + "NextContinuationToken", after[0]) : null).ToString(),
                "application/xml");
        });
        app.MapDelete("/{bucket}/{**key}", (string key) =>
        {
            File.Delete(PathOf(key));
            return Results.NoContent();
        });
        return app;
    }
}
