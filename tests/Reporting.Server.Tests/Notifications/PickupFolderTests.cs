using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Reporting.Server.Notifications;
using Reporting.Testing;

namespace Reporting.Server.Tests.Notifications;

public sealed class PickupFolderTests : IDisposable
{
    private readonly string path = Directory.CreateTempSubdirectory("reporting-pickup-").FullName;

    public void Dispose() => Directory.Delete(path, recursive: true);

    [Fact]
    public async Task a_body_is_kept_for_seven_days_and_no_longer_whether_or_not_another_comes()
    {
        var machine = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var folder = new PickupFolder(
            new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Mail:PickupFolder", (string?)path)]).Build(), machine, NullLogger<PickupFolder>.Instance);
        await folder.StartAsync(TestContext.Current.CancellationToken);
        (await folder.SendAsync(Message("first"), TestContext.Current.CancellationToken)).ShouldBeOfType<Outcome.Taken>();

        // A process that died while it wrote, and what is none of ours.
        await File.WriteAllTextAsync(Path.Combine(path, "half.eml.part"), "Subject:", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(path, "notes.txt"), "mine", TestContext.Current.CancellationToken);
        machine.Advance(TimeSpan.FromDays(6.9));
        (await folder.SendAsync(Message("second"), TestContext.Current.CancellationToken)).ShouldBeOfType<Outcome.Taken>();
        File.SetLastWriteTimeUtc(Path.Combine(path, "second.eml"), machine.GetUtcNow().UtcDateTime);
        Left().ShouldBe(["first.eml", "half.eml.part", "notes.txt", "second.eml"]);

        // Each hour it is looked at, and nothing is sent meanwhile.
        await Poll.UntilAsync(
            () =>
            {
                machine.Advance(TimeSpan.FromHours(1));
                return Left().SequenceEqual(["notes.txt", "second.eml"]);
            },
            TimeSpan.FromSeconds(5),
            "the end of the first body");
        await folder.StopAsync(TestContext.Current.CancellationToken);
    }

    private string[] Left() => [.. Directory.GetFiles(path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    private static MimeMessage Message(string id) => new() { MessageId = id + "@reporting.invalid", Subject = "Hello", Body = new TextPart("plain") { Text = "There." } };
}
