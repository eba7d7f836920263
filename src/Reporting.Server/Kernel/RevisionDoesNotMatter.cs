namespace Reporting.Server.Kernel;

/// <summary>Marks a command on a case that is right whichever revision its sender has seen, and so needs no <c>If-Match</c>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RevisionDoesNotMatterAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
