namespace Reporting.Server.Kernel;

/// <summary>What of a firm's own cases a caller may see, beside its role. Lists take it as a filter (<c>CaseEntry.SeenBy</c>); an address that names a case is answered by it before anything is looked up.</summary>
/// <param name="Named">As whom a case closed to named persons can name the caller; null where the caller stands for nobody.</param>
/// <param name="Only">The cases that a representative's mandate is for; null: every case.</param>
public sealed record Sight(Guid? Named, IReadOnlyList<Guid>? Only = null)
{
    /// <summary>As whom an authority keeps the caller from a case.</summary>
    public string Member { get; init; } = "";

    /// <summary>Whether a case may be seen as far as a mandate goes.</summary>
    public bool Covers(Guid caseId) => Only is null || Only.Contains(caseId);
}
