namespace Reporting.Server.Kernel;

/// <summary>A request as it arrived whole: what it says, its very bytes, and the instant at which the last byte was here. Lateness is judged by that instant, not by when it was recorded.</summary>
public sealed record Received<T>(T Body, ReadOnlyMemory<byte> Bytes, Now Now);
