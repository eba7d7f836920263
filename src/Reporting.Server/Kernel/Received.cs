namespace Reporting.Server.Kernel;

/// <summary>A request as it arrived whole: what it says and its very bytes.</summary>
/// <param name="At">When its last byte was here. Lateness is judged by it, not by when it was recorded.</param>
/// <param name="Now">When it was taken up: what it brings is recorded at this instant.</param>
public sealed record Received<T>(T Body, ReadOnlyMemory<byte> Bytes, Now At, Now Now);
