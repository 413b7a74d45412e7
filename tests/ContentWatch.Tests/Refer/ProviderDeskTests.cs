using System.Text;
using ContentWatch.Audit;
using ContentWatch.Refer;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Tests.Refer;

public sealed class ProviderDeskTests : IDisposable
{
    private static readonly ProviderForm Reached = new("Platform One", "https-json", "https://platform.example/api", "platform-one");

    private readonly TestDatabase database = new();
    private readonly Provider provider = Some.Provider("platform.example");
    private readonly Actor administrator = Actor.Person(Some.Id());
    private readonly ProviderDesk desk;

    public ProviderDeskTests() => desk = new(database.Database, new AuditLog(database.Time), database.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task A_provider_is_named_and_its_channel_set_up_and_the_log_says_who_did_it_without_the_name_of_the_secret()
    {
        await database.AddAsync(provider);

        Assert.Equal(new ProviderSet.Done(0), await desk.SetAsync(administrator, provider.Id, Reached, Cancel));

        var row = Assert.Single(await desk.ListAsync(Cancel)).Provider;
        Assert.Equal(("Platform One", "https-json", "https://platform.example/api", "platform-one"), (row.Name, row.Channel, row.ChannelAddress, row.SecretName));
        await using var db = database.Database.Read();
        var entry = await db.AuditLeaves.SingleAsync(Cancel);
        Assert.Equal(("provider.set", $"provider/{provider.Id}", administrator.Id), (entry.Act, entry.Subject, entry.ActorId));
        Assert.DoesNotContain("platform-one", Encoding.UTF8.GetString(entry.Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_can_be_taken_away_again()
    {
        await database.AddAsync(provider);
        await desk.SetAsync(administrator, provider.Id, Reached, Cancel);

        await desk.SetAsync(administrator, provider.Id, new("Platform One", null, null, null), Cancel);

        Assert.Null(Assert.Single(await desk.ListAsync(Cancel)).Provider.Channel);
    }

    [Theory]
    [InlineData("", "https-json", "https://platform.example/", null, "Name")]
    [InlineData("One", "carrier-pigeon", "https://platform.example/", null, "Channel")]
    [InlineData("One", null, "https://platform.example/", null, "Channel")]
    [InlineData("One", "https-json", null, null, "Address")]
    [InlineData("One", "https-json", "http://platform.example/", null, "Address")]
    [InlineData("One", "https-json", "https://somebody:word@platform.example/", null, "Address")]
    [InlineData("One", "https-json", "javascript:alert(1)", null, "Address")]
    [InlineData("One", "https-json", "https://platform.example/", "../audit.key", "SecretName")]
    public async Task A_field_that_does_not_hold_is_named_and_nothing_changes(string name, string? channel, string? address, string? secret, string field)
    {
        await database.AddAsync(provider);

        Assert.Equal(new ProviderSet.Refused(field), await desk.SetAsync(administrator, provider.Id, new(name, channel, address, secret), Cancel));

        Assert.Equal("platform.example", Assert.Single(await desk.ListAsync(Cancel)).Provider.Name);
        await using var db = database.Database.Read();
        Assert.False(await db.AuditLeaves.AnyAsync(Cancel));
    }

    [Fact]
    public async Task A_provider_that_nobody_knows_is_not_made() =>
        Assert.IsType<ProviderSet.Unknown>(await desk.SetAsync(administrator, Some.Id(), Reached, Cancel));
}
