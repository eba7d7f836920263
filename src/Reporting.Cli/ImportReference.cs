using System.CommandLine;
using Reporting.Exchange;
using Reporting.Exchange.Reference;

namespace Reporting.Cli;

/// <summary><c>reference import</c>: public reference data (ATLAS, galaxies of MISP) is read here first, so that a fault is named with its place before anything is sent; then the server loads it.</summary>
internal static class ImportReference
{
    private const string ClientId = "REPORTING_CLIENT_ID";
    private const string ClientSecret = "REPORTING_CLIENT_SECRET";

    public static Command Command()
    {
        var file = new Argument<string>("file") { Description = "ATLAS as JSON or as a STIX bundle, or a galaxy of MISP as JSON." };
        var server = new Option<Uri?>("--server") { CustomParser = r => new Uri(r.Tokens.Single().Value), Description = $"The server to load it into, as the platform's client in {ClientId} and {ClientSecret}; without it the file is only read." };
        var command = new Command("import", "Loads public reference data: techniques, actors and their names. The same file again changes nothing") { file, server };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(file)!, result.GetValue(server), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string file, Uri? server, CancellationToken cancellation)
    {
        try
        {
            var bytes = await System.IO.File.ReadAllBytesAsync(file, cancellation);
            var (read, faults) = ReferenceReader.Read(bytes);
            if (read is null)
            {
                throw new InputException(faults.Select(f => Named(file, f)));
            }

            Console.Out.WriteLine($"{read.Source}, edition {read.Edition}: {read.Techniques.Count} techniques, {read.Actors.Count} actors.");
            if (server is not null)
            {
                await SendAsync(server, bytes, cancellation);
            }

            return 0;
        }
        catch (Exception e) when (e is InputException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return InputException.ExitCode;
        }
        catch (Exception e) when (e is PlayException or HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    private static async Task SendAsync(Uri server, byte[] bytes, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        var platform = new Server(http, Needed(ClientId), Needed(ClientSecret));
        var answer = await platform.PostFileAsync("/v1/reference/editions", bytes, cancellation);
        Console.Out.WriteLine(answer["changed"]!.GetValue<bool>() ? "Loaded: in use from now on." : "Held already: nothing has changed.");
    }

    private static string Needed(string name) => Environment.GetEnvironmentVariable(name) ?? throw new InputException($"{name} is not set.");

    private static string Named(string file, Fault fault) => $"{file}: {(fault.Pointer.Length == 0 ? "/" : fault.Pointer)}: {fault.Code}: {fault.Detail}";
}
