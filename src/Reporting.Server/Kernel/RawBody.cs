namespace Reporting.Server.Kernel;

/// <summary>Marks an endpoint that takes its body as it comes, a piece at a time: it is not read before the endpoint runs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RawBodyAttribute(params string[] contentTypes) : Attribute
{
    public IReadOnlyList<string> ContentTypes { get; } = contentTypes;
}

/// <summary>Marks an endpoint that answers with headers alone.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EmptyAnswerAttribute(int status) : Attribute
{
    public int Status { get; } = status;
}

/// <summary>Marks an endpoint that answers with bytes: a file whole or in ranges, or what is named.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RawAnswerAttribute(params string[] contentTypes) : Attribute
{
    /// <summary>Empty: a file, whose ranges can be asked for.</summary>
    public IReadOnlyList<string> ContentTypes { get; } = contentTypes;
}

/// <summary>Marks an endpoint whose answer goes on for ever: server-sent events, each with an id from which <c>Last-Event-ID</c> takes up.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EventStreamAttribute : Attribute;
