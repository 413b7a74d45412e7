using System.Diagnostics;
using ContentWatch.Accounts;

namespace ContentWatch.Web.Tests.Intake;

/// <summary>
/// The API against the document it publishes, by somebody else's program: generated requests, good and bad, get no 5xx, only what the document
/// says, and nothing without a key. The program comes with the public test data; the site listens on a port of the loopback.
/// </summary>
public sealed class SchemathesisTests : IDisposable
{
    private const int Enough = 1_000_000;

    // Which addresses are refused (the URL rules, the outbound rule) no schema can say: a request that fits it can rightly get 400.
    private const string NoSchemaSays = "positive_data_acceptance";
    private readonly Roomy site = new();
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-checkers-");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        site.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Generated_requests_get_what_the_document_says_and_never_a_server_error()
    {
        var install = Shared.Path("checkers/install");
        Assert.Equal((0, ""), await RunAsync(install, "", folder.FullName));
        site.UseKestrel(0);
        site.StartServer();
        var address = site.ClientOptions.BaseAddress.ToString().TrimEnd('/');
        var (_, key) = await site.The<ApiKeyDesk>().CreateAsync(Guid.NewGuid(), "Example checker", [ApiScopes.ReportsWrite, ApiScopes.ReportsRead], null, Cancel);

        var (code, wrong) = await RunAsync(
            Path.Combine(folder.FullName, "bin", "schemathesis"), folder.FullName,
            "run", $"{address}/api/v1/openapi.json", "--header", $"Authorization: Bearer {key}", "--checks", "all", "--exclude-checks", NoSchemaSays, "--max-examples", "60", "--seed", "20261201", "--no-color");

        Assert.True(code == 0, wrong);
    }

    private static async Task<(int Code, string Printed)> RunAsync(string program, string at, params string[] arguments)
    {
        using var process = new Process
        {
            StartInfo = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = at.Length > 0 ? at : Path.GetTempPath() },
        };
        process.Start();
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(Cancel), process.StandardError.ReadToEndAsync(Cancel));
        await process.WaitForExitAsync(Cancel);
        var printed = await said + await complained;
        return (process.ExitCode, process.ExitCode == 0 ? "" : printed);
    }

    /// <summary>The site with limits that generated requests do not meet.</summary>
    private sealed class Roomy : Workbench
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Limits:ApiPerKeyPerMinute", $"{Enough}");
            builder.UseSetting("Limits:ApiPerAddressPerMinute", $"{Enough}");
        }
    }
}
