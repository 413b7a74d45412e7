using System.Text;
using ContentWatch.Accounts;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;

namespace ContentWatch.Web.Tests.Operate;

/// <summary>What leaves for a collector: the status's own numbers and traces by route, over OTLP to a listener of the test; and nothing where none is configured.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly WireMockServer collector = WireMockServer.Start();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public TelemetryTests() => collector.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(200));

    public void Dispose() => collector.Dispose();

    [Fact]
    public async Task The_collector_gets_every_number_of_the_status_and_requests_by_route_without_the_secret_of_a_link()
    {
        using var site = new Measured(collector.Url!);
        var person = await site.PersonAsync("amal", Roles.Reviewer);
        var link = await site.The<OneTimeLinkDesk>().CreateAsync(Actor.Operator, person, choosesPassword: false, TimeSpan.FromHours(1), Cancel);
        await site.Anonymous().GetAsync(link, Cancel);
        await site.Anonymous().GetAsync("/health/live", Cancel);

        var names = (await site.The<StatusReader>().ReadAsync(Cancel)).Numbers.Select(number => number.Name).Append("contentwatch.worker.up").ToList();
        await UntilAsync(() =>
        {
            site.The<MeterProvider>().ForceFlush();
            return names.TrueForAll(Sent);
        });
        await UntilAsync(() =>
        {
            site.The<TracerProvider>().ForceFlush();
            return Sent("/health/live");
        });

        Assert.True(Sent("contentwatch-web"));
        Assert.False(Sent(link!.Split('/')[^1]));
    }

    [Fact]
    public void Where_no_collector_is_configured_nothing_is_measured()
    {
        using var site = new Workbench();

        Assert.Null(site.Services.GetService<MeterProvider>());
        Assert.Null(site.Services.GetService<TracerProvider>());
    }

    private bool Sent(string text) => collector.LogEntries.Any(entry => entry.RequestMessage?.BodyAsBytes is { } body && body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (!isSo())
        {
            Assert.False(patience.IsCancellationRequested, "It was not sent within a minute.");
            await Task.Yield();
        }
    }

    private sealed class Measured(string collector) : Workbench
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting(Telemetry.Endpoint, collector);
            builder.UseSetting("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        }
    }
}
