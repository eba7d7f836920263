namespace Reporting.Server.Kernel;

/// <summary>Marks a POST whose answer is not kept for a repeat of the request: one that only computes, or whose answer must not lie in the database.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswerIsNotKeptAttribute(string why) : Attribute
{
    public string Why { get; } = why;
}
