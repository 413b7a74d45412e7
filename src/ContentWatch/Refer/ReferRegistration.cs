using ContentWatch.Refer.Channels.HttpsJson;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Refer;

/// <summary>Registers the stage.</summary>
public static class ReferRegistration
{
    /// <summary>The desk and what pages read, for every process.</summary>
    internal static IServiceCollection AddRefer(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReferOptions>().Bind(configuration.GetSection("Refer")).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ReferralDesk>();
        services.AddSingleton<ReferralReader>();
        services.AddSingleton<ProviderDesk>();
        return services;
    }

    /// <summary>What dials platforms and looks at places: for the worker's role refer alone.</summary>
    public static IServiceCollection AddReferOutbound(this IServiceCollection services)
    {
        services.AddOptions<ReferOptions>()
            .Validate(
                options => !string.IsNullOrWhiteSpace(options.UnitName),
                "Refer:UnitName is not set: platforms are told who asks, so no letter leaves without it.")
            .Validate(
                options => !string.IsNullOrWhiteSpace(options.Contact),
                "Refer:Contact is not set: platforms are told how to reach the unit, so no letter leaves without it.");
        services.AddSingleton<IReferralChannel, HttpsJsonChannel>();
        services.AddSingleton<ChannelBook>();
        services.AddSingleton<ReferralSecrets>();
        services.AddSingleton<ReferralOutbox>();
        services.AddSingleton<AvailabilityCheck>();
        return services;
    }
}
