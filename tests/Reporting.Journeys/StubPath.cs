namespace Reporting.Journeys;

/// <summary>A PATH with nothing on it but the plain tools that the scripts are written with, and the pretended programs of one test.</summary>
internal sealed class StubPath : IDisposable
{
    private static readonly string[] PlainTools =
        ["bash", "sh", "env", "cat", "cksum", "cut", "dirname", "grep", "head", "mkdir", "od", "sed", "sleep", "tail", "timeout", "tr"];

    private readonly string root = Directory.CreateTempSubdirectory("reporting-stubs-").FullName;

    public StubPath()
    {
        Directory.CreateDirectory(Folder("bin"));
        foreach (var tool in PlainTools)
        {
            var found = System.Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(place => Path.Combine(place, tool)).First(File.Exists);
            File.CreateSymbolicLink(Folder("bin", tool), found);
        }

        Add("id", "echo 1000");
    }

    public string Folder(params string[] path) => Path.Combine([root, .. path]);

    public StubPath Add(string program, string body, string folder = "bin")
    {
        Stub.Write(Folder(folder, program), body);
        return this;
    }

    public StubPath AddServerPrograms(string version, string folder = "bin") =>
        Add("postgres", $"echo 'postgres (PostgreSQL) {version}'", folder).Add("initdb", "exit 1", folder).Add("pg_ctl", "exit 1", folder);

    public Dictionary<string, string?> Environment(params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["PATH"] = Folder("bin"),
            ["REPORTING_POSTGRES"] = null,
            ["REPORTING_POSTGRES_PLACES"] = Folder("nowhere"),
        };
        foreach (var (name, value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
