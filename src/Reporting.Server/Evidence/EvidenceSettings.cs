namespace Reporting.Server.Evidence;

/// <summary>What may be uploaded and for how long an upload may stand still.</summary>
/// <param name="MaxBytes">The largest content, bytes (<c>Evidence:MaxBytes</c>).</param>
/// <param name="UploadLife">How long an upload is kept to which nothing is added (<c>Evidence:UploadHours</c>).</param>
public sealed record EvidenceSettings(long MaxBytes, TimeSpan UploadLife)
{
    public static EvidenceSettings From(IConfiguration configuration) => new(
        configuration.GetValue("Evidence:MaxBytes", 256L * 1024 * 1024),
        TimeSpan.FromHours(configuration.GetValue("Evidence:UploadHours", 24)));
}
