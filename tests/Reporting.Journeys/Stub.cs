using Reporting.Testing;

namespace Reporting.Journeys;

/// <summary>Programs that only pretend, and the project's scripts in a folder where they can be played with.</summary>
internal static class Stub
{
    public static void Write(string file, string body)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!/usr/bin/env bash\n{body}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>What <c>ops/lib/build.sh</c> takes for sources, and the scripts.</summary>
    public static void WriteProject(string root)
    {
        // Not what a check has installed for itself.
        foreach (var script in Directory.GetFiles(Repository.File("ops"), "*", SearchOption.AllDirectories).Where(f => !f.Contains("node_modules", StringComparison.Ordinal)))
        {
            var copy = Path.Combine(root, Path.GetRelativePath(Repository.Root, script));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(script, copy);
        }

        foreach (var source in new[] { "src/Reporting.Server/Program.cs", "schemas/regime.json", "Directory.Build.props", "Directory.Packages.props", "global.json" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root, source))!);
            File.WriteAllText(Path.Combine(root, source), "as it was");
        }
    }
}
