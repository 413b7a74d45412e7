using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ContentWatch;

/// <summary>Sends metrics and traces to a collector by OTLP, only where one is configured; the settings are OpenTelemetry's own (<c>OTEL_…</c>).</summary>
public static class Telemetry
{
    /// <summary>The setting that names the collector. Without it nothing is measured and nothing is sent.</summary>
    public const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Measures and traces this process.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configuration">What is configured.</param>
    /// <param name="process">What the process calls itself (<c>service.name</c>) unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, string process)
    {
        if (!IsAsked(configuration))
        {
            return services;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? process))
            .WithMetrics(metrics => metrics.AddMeter(Instruments.Name).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation())
            .WithTracing(traces => traces.AddSource(Instruments.Name).AddAspNetCoreInstrumentation(requests => requests.Filter = context => MayBeTraced(context.Request.Path)))
            .UseOtlpExporter();
        return services;
    }

    /// <summary>Also gives the numbers of the operating status: for one process.</summary>
    public static IServiceCollection AddStatusMetrics(this IServiceCollection services, IConfiguration configuration) =>
        IsAsked(configuration) ? services.AddHostedService<StatusMetrics>() : services;

    // A trace names the path, and the path of a one-time link is its secret.
    private static bool MayBeTraced(Microsoft.AspNetCore.Http.PathString path) => !path.StartsWithSegments("/welcome", StringComparison.OrdinalIgnoreCase);

    private static bool IsAsked(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[Endpoint]);
}
