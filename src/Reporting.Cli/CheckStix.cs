using System.CommandLine;
using Reporting.Exchange.Stix;

namespace Reporting.Cli;

/// <summary><c>stix check</c>: what is wrong with a STIX 2.1 bundle, of whoever made it, each fault with its place.</summary>
internal static class CheckStix
{
    public static Command Command()
    {
        var file = new Argument<string>("file") { Description = "A bundle, or one object, as JSON." };
        return new Command("check", "Judges a STIX 2.1 bundle: required members, ids, times, references, TLP markings") { file }.Does(
            result =>
            {
                var name = result.GetValue(file)!;
                var faults = BundleCheck.Of(File.ReadAllBytes(name));
                return faults.Count == 0
                    ? $"{name}: no fault\n"
                    : throw new InputException(faults.Select(f => $"{name}: {(f.Pointer.Length == 0 ? "/" : f.Pointer)}: {f.Code}: {f.Detail}"));
            },
            faults: Console.Out);
    }
}
