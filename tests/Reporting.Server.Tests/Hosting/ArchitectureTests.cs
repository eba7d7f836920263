using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using NetArchTest.Rules;
using Reporting.Contracts;
using Reporting.Server.Kernel;
using Reporting.Server.Tests.Harness;
using Wolverine.Attributes;
using Wolverine.Http;
using Wolverine.Runtime.Handlers;
using Wolverine.Util;

namespace Reporting.Server.Tests.Hosting;

/// <summary>Which way the arrows point, and what must not be forgotten by whoever adds an endpoint, an event or a document.</summary>
[Collection(InSharedWorld.Name)]
public class ArchitectureTests(SharedWorld shared)
{
    private static readonly Assembly Server = typeof(Problem).Assembly;

    public static TheoryData<string, string[]> Arrows => new()
    {
        { "Kernel", ["Access", "Cases", "Casework", "Certificates", "Changes", "Commitments", "Deadlines", "Evidence", "Exchange", "Firms", "Hosting", "Incidents", "Journal", "Notifications", "Oversight", "Preview", "Privacy", "Regimes", "Screening", "Audit"] },
        { "Incidents", ["Exchange", "Screening", "Access", "Hosting", "Notifications", "Oversight"] },
        { "Screening", ["Exchange", "Incidents", "Access", "Hosting", "Notifications", "Oversight"] },
        { "Deadlines", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Firms", "Cases"] },
        { "Notifications", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Oversight"] },
        { "Firms", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines"] },
        { "Cases", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight"] },
        { "Journal", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines", "Firms"] },
        { "Changes", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines", "Firms"] },
        { "Certificates", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Oversight", "Firms"] },
        { "Commitments", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines", "Firms", "Cases"] },
        { "Privacy", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines", "Firms"] },
        { "Casework", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines"] },
        { "Oversight", ["Exchange", "Access", "Hosting", "Notifications"] },
        { "Evidence", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Firms"] },
        { "Exchange", ["Access", "Hosting", "Notifications", "Screening"] },
        { "Regimes", ["Exchange", "Incidents", "Screening", "Access", "Hosting", "Notifications", "Oversight", "Deadlines", "Firms"] },
        { "Audit", ["Exchange", "Incidents", "Screening", "Hosting", "Notifications", "Oversight"] },
    };

    [Theory]
    [MemberData(nameof(Arrows))]
    public void a_folder_uses_only_what_its_arrows_point_to(string folder, string[] never)
    {
        var types = Types.InAssembly(Server).That().ResideInNamespace("Reporting.Server." + folder);
        types.GetTypes().ShouldNotBeEmpty();
        var result = types.Should().NotHaveDependencyOnAny([.. never.Select(n => "Reporting.Server." + n)]).GetResult();
        result.IsSuccessful.ShouldBeTrue(string.Join(", ", result.FailingTypeNames ?? []));
    }

    [Fact]
    public void the_rulebook_and_the_ledger_know_nothing_of_the_rest()
    {
        foreach (var assembly in (Assembly[])[typeof(Rulebook.Engine).Assembly, typeof(Ledger.CanonicalJson).Assembly])
        {
            assembly.GetReferencedAssemblies().Select(a => a.Name!).ShouldAllBe(n => n.StartsWith("System") || n == "NodaTime" || n == "NSec.Cryptography");
        }
    }

    [Fact]
    public void what_is_exchanged_knows_the_wire_and_nothing_else() =>
        typeof(Reporting.Exchange.Fault).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ShouldAllBe(n => n.StartsWith("System") || n == "Reporting.Contracts");

    [Fact]
    public void no_endpoint_takes_a_time_from_the_query_string()
    {
        // Of any other name than "now" a bare DateTimeOffset is read from the query string: legal time in the client's hands.
        var endpoints = Server.GetTypes().SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.Static))
            .Where(m => m.DeclaringType!.GetMethods().Any(x => x.GetCustomAttributes<WolverineHttpMethodAttribute>().Any()));
        endpoints.ShouldNotBeEmpty();
        endpoints.SelectMany(m => m.GetParameters()).ShouldNotContain(p => (Nullable.GetUnderlyingType(p.ParameterType) ?? p.ParameterType) == typeof(DateTimeOffset) || p.ParameterType == typeof(DateTime));
    }

    [Fact]
    public void a_person_in_an_event_is_sealed()
    {
        // Of a legal entity or a firm, not of a person.
        string[] notPersons = ["FirmRegistered.Name", "EntityRegistered.Name", "OverseasScreening", "Licence.Name", "DualUseItem.Name", "ProductStatement.Name", "RegimeHeld.DecidedBy"];
        var open = Events.SelectMany(e => Members(e, []))
            .Where(m => IsPersonal(m.Property.Name) && !IsSealed(m.Property.PropertyType))
            .Select(m => $"{m.Property.DeclaringType!.Name}.{m.Property.Name}")
            .Distinct()
            .Where(n => !notPersons.Any(n.StartsWith))
            .ToList();
        open.ShouldBeEmpty();
    }

    [Fact]
    public void every_event_has_the_name_it_was_given_and_keeps_it() =>
        Events.Select(e => shared.Host.Store.Options.Events.EventMappingName(e)).Order().ShouldBe(
        [
            "address-failing",
            "address-verified",
            "answer-received",
            "assessment-recorded",
            "authority-closed-case",
            "authority-reopened-case",
            "bar-lifted",
            "case-acknowledged",
            "case-assigned",
            "case-confined",
            "case-noted",
            "case-published",
            "case-reached",
            "case-read",
            "case-referred",
            "case-tagged",
            "cases-linked",
            "closure-approved",
            "closure-proposed",
            "completion-recorded",
            "confinement-lifted",
            "contact-added",
            "deadlines-assigned",
            "deadlines-computed",
            "document-drafted",
            "document-issued",
            "document-made",
            "document-published",
            "document-served",
            "draft-approved",
            "duty-reported",
            "entity-registered",
            "evidence-announced",
            "evidence-cleared",
            "evidence-left-unscanned",
            "evidence-quarantined",
            "evidence-read",
            "evidence-received",
            "evidence-released",
            "evidence-sealed",
            "false-information-found",
            "firm-registered",
            "incident-amended",
            "incident-closed",
            "incident-determined",
            "incident-linked",
            "incident-opened",
            "incident-reopened",
            "incident-report-filed",
            "incident-withdrawn",
            "information-provided",
            "information-request-withdrawn",
            "information-requested",
            "mandate-given",
            "mandate-revoked",
            "markers-committed",
            "member-barred",
            "notice-accepted.v2",
            "notice-amended",
            "notice-opened",
            "notice-submitted",
            "notice-withdrawn",
            "notification-acknowledged",
            "notification-dropped",
            "notification-failed",
            "notification-planned",
            "notification-replayed",
            "notification-sent",
            "own-case-opened",
            "profile-stated",
            "publication-withdrawn",
            "reads-released",
            "receipt-corrected",
            "referral-revoked",
            "reminders-stopped",
            "report-reviewed",
            "report-withdrawn",
            "representation-recorded",
            "rulebook-activated",
            "secret-rotated",
            "service-recorded",
            "severity-classified",
            "similarity-asked",
            "similarity-failed",
            "step-taken",
            "submitted-elsewhere",
            "subscription-ended",
            "subscription-made",
            "variation-requested",
        ]);

    [Fact]
    public void an_event_is_called_after_its_class() =>
        Events.ShouldAllBe(e => EventName.KindOf(shared.Host.Store.Options.Events.EventMappingName(e)) == EventName.Of(e));

    [Fact]
    public void no_event_is_stored_that_the_list_forgets() =>
        shared.Host.Store.Options.Events.AllKnownEventTypes().Select(e => e.EventType).Where(t => t.Assembly == Server).ShouldBe(Events, ignoreOrder: true);

    [Fact]
    public void every_message_has_the_name_it_was_given_and_keeps_it()
    {
        var handled = shared.Host.Services.GetRequiredService<HandlerGraph>().Chains.Select(c => c.MessageType).Where(t => t.Assembly == Server).ToList();
        // Of two handlers of one message, the generated code differs with the order in which files lie on a disk.
        handled.Distinct().Count().ShouldBe(handled.Count);
        handled.ShouldAllBe(t => t.IsDefined(typeof(MessageIdentityAttribute), false));
        handled.Select(t => t.ToMessageTypeName()).Order().ShouldBe(
            ["ask-address", "check-evaluations", "check-every-evaluation", "compute-similarity", "escalate-act", "look-again", "recompute-incident", "recompute-notice", "rescan-evidence", "rulebook-changed", "scan-evidence", "sweep-due-steps", "sweep-uploads", "tell-of-act", "tell-of-deadlines", "tidy-content", "wake-case"]);

        // Ids, names and instants, never contents: a message is not reached by erasure.
        handled.SelectMany(t => t.GetProperties()).ShouldNotContain(p => typeof(ISealed).IsAssignableFrom(p.PropertyType) || p.PropertyType.Namespace!.StartsWith("Reporting.Contracts", StringComparison.Ordinal));
    }

    [Fact]
    public async Task every_document_lies_with_its_tenant_or_is_on_the_short_list()
    {
        var tables = await shared.Host.ScalarAsync<string[]>(
            """
            select array_agg(t.table_name::text || case when c.column_name is null then ' (all tenants)' else '' end order by t.table_name)
            from information_schema.tables t
            left join information_schema.columns c on c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name = 'tenant_id'
            where t.table_schema = 'reporting' and t.table_name like 'mt\_doc\_%' and t.table_name <> 'mt_doc_envelope'
            """);
        tables.ShouldBe(
        [
            "mt_doc_authority (all tenants)", "mt_doc_caseaddress (all tenants)", "mt_doc_caseentry", "mt_doc_casekey", "mt_doc_client (all tenants)", "mt_doc_evidenceblob", "mt_doc_evidenceitem", "mt_doc_evidenceupload", "mt_doc_firm", "mt_doc_ledgerkey (all tenants)", "mt_doc_member (all tenants)", "mt_doc_notification", "mt_doc_outage (all tenants)", "mt_doc_publishedcase (all tenants)", "mt_doc_recipient", "mt_doc_referenceedition (all tenants)", "mt_doc_referral (all tenants)", "mt_doc_rulebookdocument (all tenants)", "mt_doc_sharedcollection (all tenants)", "mt_doc_signingkey (all tenants)", "mt_doc_similarityprogress",
        ]);
    }

    [Fact]
    public async Task the_servers_role_is_no_superuser() =>
        (await shared.Host.ScalarAsync<bool>("select rolsuper or rolcreatedb or rolcreaterole from pg_roles where rolname = current_user")).ShouldBeFalse();

    private static IReadOnlyList<Type> Events => Harness.EventTypes.All;

    private static bool IsPersonal(string name) =>
        name is "Name" or "Email" or "Telephone" or "Address" or "DateOfBirth" or "Aliases" or "DecidedBy" or "ByWhom" or "OutOfBand" or "AddressForService";

    private static bool IsSealed(Type type) =>
        typeof(ISealed).IsAssignableFrom(type) || (type.IsGenericType && type.GetGenericArguments().Any(IsSealed));

    private static IEnumerable<(Type Owner, PropertyInfo Property)> Members(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || (type.Assembly != Server && type.Assembly != typeof(ISealed).Assembly))
        {
            yield break;
        }

        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.CanWrite))
        {
            yield return (type, property);
            var inner = property.PropertyType.IsGenericType ? property.PropertyType.GetGenericArguments() : [property.PropertyType];
            foreach (var member in inner.SelectMany(t => Members(t, seen)))
            {
                yield return member;
            }
        }
    }
}
