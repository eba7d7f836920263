using System.CommandLine;
using Reporting.Cli;

var folder = new Argument<DirectoryInfo>("folder") { Description = "Where the samples lie: parties.json, and one file a case." };
var server = new Option<Uri>("--server") { CustomParser = r => new Uri(r.Tokens.Single().Value), Description = "The server's address.", Required = true };
var wait = new Option<bool>("--wait-for-mail") { Description = "Wait until the reminder that the samples are placed before has been written to the pickup folder." };
var play = new Command("play", "Registers sample parties, plays sample cases against a server and prints what is owed, by when and why") { folder, server, wait };
play.SetAction((result, cancellation) =>
    Play.RunAsync(result.GetValue(folder)!, result.GetValue(server)!, result.GetValue(wait), cancellation));

return await new RootCommand("Reporting, from the command line") { play }.Parse(args).InvokeAsync();
