namespace Reporting.Server.Firms;

/// <summary>
/// Whom something is owed to. With an account here, filings are received here; without one, its door says where they go.
/// Single-tenanted: the register is the same for all firms.
/// </summary>
/// <param name="Id">The slug regime documents name it by (<c>uk-isu</c>).</param>
/// <param name="WorksHere">Receipt here is receipt by the authority.</param>
public sealed record Authority(string Id, string Name, string Jurisdiction, Door Door, bool WorksHere);

/// <summary>Where an authority takes filings.</summary>
public sealed record Door(string? Url, string? Form, string? Email);
