namespace Reporting.Server.Kernel;

/// <summary>Problem types that an endpoint answers with beyond those that follow from its method and address (Hosting/Http/ProblemAnswers.cs). What is answered and named nowhere fails the tests.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnswersWithAttribute(params string[] slugs) : Attribute
{
    public IReadOnlyList<string> Slugs { get; } = slugs;
}
