using ContentWatch.Tests.Cli;

namespace ContentWatch.Tests.Load;

/// <summary>The campaign of <c>tools/ContentWatch.Load kill</c>, as short as it can be: each moment once.</summary>
[Collection(Processes.Name)]
public sealed class KillCampaignTests : IDisposable
{
    private readonly IDisposable database = PostgresServer.ForCommands();

    public void Dispose() => database.Dispose();

    [Fact]
    public async Task Of_a_unit_whose_processes_are_killed_at_every_moment_nothing_accepted_is_lost_and_nothing_is_done_twice()
    {
        var (code, printed) = await Cw.RunHostAsync("ContentWatch.Load", new Dictionary<string, string>(), "kill", "--kills", "6", "--seed", "5");

        Assert.True(code == 0, printed);
        Assert.Contains("seed 5: 6 kills", printed, StringComparison.Ordinal);
        Assert.Contains("BetweenSendAndRecord: 1, of them 1 in the midst of it", printed, StringComparison.Ordinal);
        Assert.Contains("Nothing accepted was lost, nothing was done twice.", printed, StringComparison.Ordinal);
    }
}
