using Marten;
using Reporting.Contracts.Notifications;
using Reporting.Server.Kernel;
using Wolverine.Http;

namespace Reporting.Server.Notifications;

/// <summary><c>GET /v1/webhook-types</c>: every type of message that a webhook can carry.</summary>
public static class ListWebhookTypesEndpoint
{
    [NotTenanted]
    [WolverineGet("/v1/webhook-types")]
    public static WebhookTypeList Get(IDocumentStore store, Links links) => new([.. WebhookCatalogue.Of(store, links)]);
}

/// <summary><c>GET /v1/webhook-types/{type}</c>: what a type of message says, with an example of it.</summary>
public static class ReadWebhookTypeEndpoint
{
    [NotTenanted]
    [WolverineGet("/v1/webhook-types/{type}")]
    public static WebhookType Get(string type, IDocumentStore store, Links links) =>
        WebhookCatalogue.Of(store, links).FirstOrDefault(t => t.Type == type) ?? throw ProblemException.NotFound();
}

internal static class WebhookCatalogue
{
    private static readonly Guid Example = new("0199e0f4-0000-7000-8000-000000000001");

    public static IEnumerable<WebhookType> Of(IDocumentStore store, Links links) =>
        WebhookTypes.All(store.Options.Events.AllKnownEventTypes().Select(e => e.EventType).Where(e => typeof(ICaseFact).IsAssignableFrom(e) && !typeof(IOwnCaseFact).IsAssignableFrom(e)).Select(EventName.Of))
            .Select(t => new WebhookType(t.Key, t.Value, new WebhookMessage(
                t.Key,
                new DateTimeOffset(2026, 9, 7, 8, 0, 0, TimeSpan.Zero),
                new WebhookData { Case = Example, CaseVersion = t.Key.StartsWith("case.", StringComparison.Ordinal) ? 1 : null, Link = links.Timeline(Example) })));
}
