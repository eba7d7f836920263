using Reporting.Server.Kernel;

namespace Reporting.Server.Hosting.Http;

/// <summary><c>GET /problems/{type}</c>: what a problem type means, for who follows the link.</summary>
public static class ProblemPages
{
    public static void MapProblemPages(this WebApplication app) =>
        app.MapGet("/problems/{type}", (string type) =>
            Problem.Catalogue.TryGetValue(type, out var entry)
                ? Results.Ok(new ProblemPage(Problem.TypeOf(type), entry.Status, entry.Title))
                : Results.Problem(Problem.Of("not-found")))
            .WithName("ReadProblemType")
            .WithSummary("What a problem type means")
            .Produces<ProblemPage>()
            .ProducesProblem(StatusCodes.Status404NotFound);

    public sealed record ProblemPage(string Type, int Status, string Title);
}
