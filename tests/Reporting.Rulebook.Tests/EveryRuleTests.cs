using System.Text.Json;

namespace Reporting.Rulebook.Tests;

/// <summary>No obligation of any document is left unexercised: a vector names it, or a test here says that it does.</summary>
public class EveryRuleTests
{
    private static readonly Dictionary<string, string> Tested = new()
    {
        ["uk-nsi-2021/acceptance-decision"] = nameof(RuleTests.a_decision_to_accept_shows_its_age_and_is_never_missed),
        ["uk-nsi-2021/judicial-review"] = nameof(RuleTests.a_claim_for_judicial_review_has_twenty_eight_days),
        ["uk-gdpr-33/communication-to-persons"] = nameof(RuleTests.persons_are_told_where_a_high_risk_is_likely),
        ["eu-gdpr-33/communication-to-persons"] = nameof(RuleTests.persons_are_told_where_a_high_risk_is_likely),
        ["uk-csr-bill/customers-notice"] = nameof(RuleTests.customers_are_told_after_the_full_notification),
        ["eu-nis2/progress-report"] = nameof(RuleTests.an_incident_still_ongoing_owes_a_progress_report_and_the_final_one_later),
        ["us-circia/incident-report"] = nameof(RuleTests.circia_counts_elapsed_hours_and_is_never_missed),
        ["us-circia/ransom-report"] = nameof(RuleTests.circia_counts_elapsed_hours_and_is_never_missed),
        ["us-cfius/follow-up-response"] = nameof(RuleTests.a_question_of_the_committee_is_answered_within_three_business_days),
    };

    private static readonly ILookup<string, string> Vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "vectors", "deadlines.json"))).RootElement.EnumerateArray()
        .SelectMany(v => v.GetProperty("expect").EnumerateArray().Select(e => (Rule: $"{v.GetProperty("regime")}/{e.GetProperty("obligation")}", Id: v.GetProperty("id").GetString()!)))
        .ToLookup(x => x.Rule, x => x.Id);

    public static TheoryData<string> Rules => [.. Documents.Rulebook.Regimes.SelectMany(r => r.Obligations.Select(o => $"{r.Id}/{o.Id}")).Distinct()];

    [Theory]
    [MemberData(nameof(Rules))]
    public void is_exercised_by_a_vector_or_a_test(string rule)
    {
        IReadOnlyList<string> by = [.. Vectors[rule].Select(id => "vector " + id), .. Tested.TryGetValue(rule, out var test) ? ["test " + test] : (string[])[]];
        by.ShouldNotBeEmpty(rule);
        TestContext.Current.TestOutputHelper?.WriteLine($"{rule}: {string.Join(", ", by)}");
    }

    [Fact]
    public void no_test_is_named_for_a_rule_that_is_no_more() => Tested.Keys.Where(rule => !Rules.Any(r => r.Data == rule)).ShouldBeEmpty();
}
