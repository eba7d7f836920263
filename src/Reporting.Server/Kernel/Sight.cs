namespace Reporting.Server.Kernel;

/// <summary>What of a firm's own cases a caller may see, beside its role. Lists take it as a filter (<c>CaseEntry.SeenBy</c>); an address that names a case is answered by it before anything is looked up.</summary>
/// <param name="Named">As whom a case closed to named persons can name the caller; null where the caller stands for nobody.</param>
public sealed record Sight(Guid? Named);
