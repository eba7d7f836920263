using System.Net;
using System.Runtime.InteropServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Reporting.Server.Evidence.Storage;

/// <summary>Objects in a bucket of an S3-compatible store, so that any node can go on with an upload that another began.</summary>
public sealed class S3Store(IAmazonS3 s3, string bucket) : IEvidenceStore, IDisposable
{
    /// <summary><c>Evidence:S3:Endpoint</c>, <c>Bucket</c>, <c>Region</c>, <c>AccessKey</c>, <c>SecretKey</c>; without keys the library looks where it always does (environment, instance).</summary>
    public static S3Store From(IConfigurationSection settings)
    {
        var config = new AmazonS3Config
        {
            ServiceURL = settings["Endpoint"],
            AuthenticationRegion = settings["Region"] ?? "us-east-1",
            ForcePathStyle = settings.GetValue("PathStyle", true),
            // Segments carry their own authentication tag; not every compatible store knows the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        var bucket = settings["Bucket"] ?? throw new InvalidOperationException("Evidence:S3:Bucket is not set.");
        return new S3Store(
            settings["AccessKey"] is { Length: > 0 } key ? new AmazonS3Client(new BasicAWSCredentials(key, settings["SecretKey"]), config) : new AmazonS3Client(config),
            bucket);
    }

    public async Task PutAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var content = MemoryMarshal.TryGetArray(bytes, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(bytes.ToArray(), writable: false);
        await s3.PutObjectAsync(
            new PutObjectRequest { BucketName = bucket, Key = name, InputStream = content, AutoCloseStream = false, UseChunkEncoding = false, ContentType = MediaTypes.Unknown },
            cancellation);
    }

    public async Task ReadAsync(string name, Memory<byte> into, CancellationToken cancellation)
    {
        try
        {
            using var answer = await s3.GetObjectAsync(bucket, name, cancellation);
            if (answer.ContentLength != into.Length)
            {
                throw new EvidenceDamagedException($"The object {name} has {answer.ContentLength} bytes where {into.Length} were written.");
            }

            await answer.ResponseStream.ReadExactlyAsync(into, cancellation);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new EvidenceDamagedException($"The object {name} is not there.", e);
        }
    }

    public async Task<IReadOnlyList<string>> NamesAsync(string place, CancellationToken cancellation)
    {
        var names = new List<string>();
        string? more = null;
        do
        {
            var page = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = place + "/", ContinuationToken = more }, cancellation);
            names.AddRange((page.S3Objects ?? []).Select(o => o.Key));
            more = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (more is not null);
        return names;
    }

    public Task DeleteAsync(string name, CancellationToken cancellation) => s3.DeleteObjectAsync(bucket, name, cancellation);

    public void Dispose() => s3.Dispose();
}
