using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

namespace Reporting.Benchmarks;

/// <summary>The same durable writes by hand: minimal API, the same token check, the body parsed, one batch, one commit.</summary>
public static class Baseline
{
    public static async Task RunAsync()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        var setting = builder.Configuration.GetSection("Baseline");
        var database = NpgsqlDataSource.Create(setting["Database"]!);
        var template = await Template.ReadAsync(database, Guid.Parse(setting["Case"]!));
        var keys = new JsonWebKeySet(setting["Keys"]).GetSigningKeys();
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(o =>
        {
            o.MapInboundClaims = false;
            o.TokenValidationParameters.ValidIssuer = setting["Issuer"];
            o.TokenValidationParameters.ValidAudience = "reporting";
            o.TokenValidationParameters.ValidTypes = ["at+jwt"];
            o.TokenValidationParameters.IssuerSigningKeys = keys;
        });
        await using var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/health/ready", () => Results.Ok());
        app.MapPost("/v1/incidents", async (HttpRequest request, CancellationToken cancellation) =>
        {
            using var body = await System.Text.Json.JsonDocument.ParseAsync(request.Body, cancellationToken: cancellation);
            await using var connection = await database.OpenConnectionAsync(cancellation);
            await using var batch = template.Batch(connection);
            await batch.ExecuteNonQueryAsync(cancellation);
            return Results.Created("/", new { reference = body.RootElement.GetProperty("externalReference").GetString() });
        }).RequireAuthorization();
        await app.RunAsync();
    }
}
