using System.Globalization;
using Reporting.Conformance;

if (args is ["make-log", var into, var old, var size])
{
    return MakeLog.Run(into, ulong.Parse(old, CultureInfo.InvariantCulture), ulong.Parse(size, CultureInfo.InvariantCulture));
}

// Runs the product against a folder of public vectors, which are not part of it: one line a set; not zero where something
// differs that no rule of ours explains, or where a set is not there to be compared with.
if (args is not [var folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("conformance DIR: a folder with the public vectors");
    return 2;
}

IVectorSet[] sets =
[
    new InclusionProbes(), new ConsistencyProbes(), new TreeHashes(), new TileLog(), new SignedNotes(), new WitnessSequence(), new CanonicalJsonCases(),
    new ValidOwnership(), new InvalidOwnership(),
    new OurBundles(), new BundlesOfOthers(), new ObjectsOfOthers(),
    new TaxiiResourcesRecorded(), new TaxiiCollectionAsked(),
    new AtlasTechniques(), new ActorNames(), new AmbiguousAliases(), new ActorsInTwoScripts(),
];
var unexplained = 0;
foreach (var set in sets)
{
    var result = Result.Of(set, folder);
    Console.WriteLine(result.Line);
    unexplained += result.Unexplained;
}

return unexplained == 0 ? 0 : 1;
