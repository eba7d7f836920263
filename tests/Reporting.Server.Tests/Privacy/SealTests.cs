using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Reporting.Contracts;
using Reporting.Contracts.Incidents;
using Reporting.Server.Hosting;
using Reporting.Server.Privacy;

namespace Reporting.Server.Tests.Privacy;

public sealed class SealTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("reporting-keys-").FullName;
    private readonly Vault vault;
    private readonly Guid statement = Guid.CreateVersion7();

    public SealTests() => vault = new Vault(new MasterKeys(Configuration()));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private IConfiguration Configuration() =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Keys:MasterKeyFile", Path.Combine(folder, "master.json"))]).Build();

    private static IncidentStatement Statement() => new()
    {
        Title = "Weights copied",
        Contacts = [new() { Name = "Ann Officer", Role = ContactRole.Primary, Email = "ann@person.example" }, new() { Name = "Ben", Role = ContactRole.Second }],
    };

    private static string Stored<T>(T value) => JsonSerializer.Serialize(value, StoreJson.Options);

    private static T Loaded<T>(string json) => JsonSerializer.Deserialize<T>(json, StoreJson.Options)!;

    [Fact]
    public void what_is_sealed_reads_back_and_lies_in_the_store_as_ciphertext()
    {
        var (_, seal) = vault.Create("a", Guid.CreateVersion7());
        var json = Stored(seal.Sealed(Statement(), statement));
        json.ShouldNotContain("Ann Officer");
        json.ShouldNotContain("person.example");
        json.ShouldContain("Weights copied");
        var loaded = Loaded<IncidentStatement>(json);
        seal.Open(loaded, statement);
        loaded.Contacts![0].Name!.Value.ShouldBe("Ann Officer");
        loaded.Contacts[1].Name!.Value.ShouldBe("Ben");
    }

    [Fact]
    public void a_value_nobody_sealed_cannot_be_stored() => Should.Throw<InvalidOperationException>(() => Stored(Statement()));

    [Fact]
    public void a_sealed_value_is_never_written_by_accident()
    {
        new Sealed<string>("Ann Officer").ToString().ShouldBe("[sealed]");
        $"{Statement().Contacts![0]}".ShouldNotContain("Ann Officer");
    }

    [Fact]
    public void a_ciphertext_moved_to_another_field_statement_case_or_tenant_does_not_open()
    {
        var caseId = Guid.CreateVersion7();
        var (_, seal) = vault.Create("a", caseId);
        var sealedOne = seal.Sealed(Statement(), statement);
        var swapped = Loaded<IncidentStatement>(Stored(sealedOne with { Contacts = [sealedOne.Contacts![1], sealedOne.Contacts[0]] }));
        Should.Throw<CryptographicException>(() => seal.Open(swapped, statement));
        Should.Throw<CryptographicException>(() => seal.Open(Loaded<IncidentStatement>(Stored(sealedOne)), Guid.CreateVersion7()));
        var (_, otherCase) = vault.Create("a", Guid.CreateVersion7());
        Should.Throw<CryptographicException>(() => otherCase.Open(Loaded<IncidentStatement>(Stored(sealedOne)), statement));
    }

    [Fact]
    public void with_the_key_erased_everything_reads_as_erased()
    {
        var caseId = Guid.CreateVersion7();
        var (_, seal) = vault.Create("a", caseId);
        var loaded = Loaded<IncidentStatement>(Stored(seal.Sealed(Statement(), statement)));
        new CaseSeal("a", caseId, key: null).Open(loaded, statement);
        JsonSerializer.Serialize(loaded, WireJson.Options).ShouldContain("[erased]");
    }

    [Fact]
    public void a_master_key_is_made_once_for_its_owner_alone_and_found_again()
    {
        var first = new MasterKeys(Configuration());
        var wrapped = first.Wrap("test", [1, 2, 3]);
        new MasterKeys(Configuration()).Unwrap("test", wrapped).ShouldBe(new byte[] { 1, 2, 3 });
        File.GetUnixFileMode(Path.Combine(folder, "master.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("other", null)]
    [InlineData("test", "99.AAAA")]
    [InlineData("test", "1")]
    [InlineData("test", "1.AAAA")]
    [InlineData("test", "x.AAAA")]
    public void a_key_that_cannot_be_unwrapped_is_a_fault_and_never_an_erasure(string purpose, string? wrapped)
    {
        var master = new MasterKeys(Configuration());
        Should.Throw<MasterKeyException>(() => master.Unwrap(purpose, wrapped ?? master.Wrap("test", [1, 2, 3])));
    }

    [Fact]
    public async Task a_first_use_from_many_threads_finds_every_person()
    {
        var (_, seal) = vault.Create("a", Guid.CreateVersion7());
        var all = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(() => Stored(seal.Sealed(Statement(), statement)))));
        all.ShouldAllBe(json => !json.Contains("Ann Officer"));
    }
}
