namespace Reporting.Server.Kernel;

/// <summary>The legal time of one command, UTC, whole milliseconds. A type of its own: a bare <see cref="DateTimeOffset"/> parameter of an endpoint would be read from the query string.</summary>
public readonly record struct Now(DateTimeOffset Value);
