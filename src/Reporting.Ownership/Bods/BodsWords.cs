using System.Collections.Frozen;
using Reporting.Contracts;
using Reporting.Contracts.Screening;

namespace Reporting.Ownership.Bods;

/// <summary>The standard's words for interests, and ours. What the standard has no word for is written as other influence, with ours as its details.</summary>
internal static class BodsWords
{
    private const string Other = "otherInfluenceOrControl";

    private static readonly FrozenDictionary<string, OwnershipInterest?> Ours = new Dictionary<string, OwnershipInterest?>
    {
        ["shareholding"] = OwnershipInterest.Shareholding,
        ["votingRights"] = OwnershipInterest.VotingRights,
        ["appointmentOfBoard"] = OwnershipInterest.AppointmentOfBoard,
        [Other] = OwnershipInterest.OtherInfluence,
        ["seniorManagingOfficial"] = null,
        ["settlor"] = OwnershipInterest.OtherInfluence,
        ["trustee"] = OwnershipInterest.OtherInfluence,
        ["protector"] = OwnershipInterest.OtherInfluence,
        ["beneficiaryOfLegalArrangement"] = OwnershipInterest.OtherInfluence,
        ["rightsToSurplusAssetsOnDissolution"] = OwnershipInterest.RightsOnDissolution,
        ["rightsToProfitOrIncome"] = OwnershipInterest.RightsToProfit,
        ["rightsGrantedByContract"] = OwnershipInterest.RightsByContract,
        ["conditionalRightsGrantedByContract"] = OwnershipInterest.ConditionalRightsByContract,
        ["controlViaCompanyRulesOrArticles"] = OwnershipInterest.OtherInfluence,
        ["controlByLegalFramework"] = OwnershipInterest.OtherInfluence,
        ["boardMember"] = null,
        ["boardChair"] = null,
        ["unknownInterest"] = OwnershipInterest.OtherInfluence,
        ["unpublishedInterest"] = OwnershipInterest.OtherInfluence,
        ["enjoymentAndUseOfAssets"] = OwnershipInterest.OtherInfluence,
        ["rightToProfitOrIncomeFromAssets"] = OwnershipInterest.OtherInfluence,
        ["nominee"] = OwnershipInterest.Nominee,
        ["nominator"] = OwnershipInterest.Nominator,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IEnumerable<string> InterestTypes => Ours.Keys;

    /// <summary>Null: an office, and no holding.</summary>
    public static OwnershipInterest? Read(string type, string? details) =>
        type == Other && details is not null && Words.All(typeof(OwnershipInterest)).TryGetValue(details, out var ours) ? (OwnershipInterest)ours : Ours[type];

    /// <summary>Whether what is left of it says less than the word it had.</summary>
    public static bool IsNarrowed(string type) => type != Other && Ours[type] == OwnershipInterest.OtherInfluence;

    public static (string Type, string? Details) Write(OwnershipInterest interest) => interest switch
    {
        OwnershipInterest.Shareholding => ("shareholding", null),
        OwnershipInterest.VotingRights => ("votingRights", null),
        OwnershipInterest.AppointmentOfBoard => ("appointmentOfBoard", null),
        OwnershipInterest.RightsToProfit => ("rightsToProfitOrIncome", null),
        OwnershipInterest.RightsOnDissolution => ("rightsToSurplusAssetsOnDissolution", null),
        OwnershipInterest.Nominee => ("nominee", null),
        OwnershipInterest.Nominator => ("nominator", null),
        OwnershipInterest.OtherInfluence => (Other, null),
        OwnershipInterest.RightsByContract => ("rightsGrantedByContract", null),
        OwnershipInterest.ConditionalRightsByContract => ("conditionalRightsGrantedByContract", null),
        OwnershipInterest.JointArrangement or OwnershipInterest.DominantInfluence or OwnershipInterest.ConnectedPerson or OwnershipInterest.CommonPurpose => (Other, Words.Of(interest)),
    };
}
