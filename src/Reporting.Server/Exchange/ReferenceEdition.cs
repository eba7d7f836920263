using Reporting.Exchange.Reference;

namespace Reporting.Server.Exchange;

/// <summary>One edition of public reference data as it was loaded. Kept for good, so that what a name meant on a day can be shown. Single-tenanted: it is the same for all.</summary>
/// <param name="Id">Source and edition: the same edition is held once.</param>
/// <param name="Sha256">Of the file's bytes, hexadecimal.</param>
public sealed record ReferenceEdition(string Id, string Source, string Edition, string Sha256, DateTimeOffset LoadedAt, string LoadedBy, ReferenceFile File)
{
    public static string IdOf(ReferenceFile file) => $"{file.Source}@{file.Edition}";
}
