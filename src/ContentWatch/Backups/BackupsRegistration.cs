using Microsoft.Extensions.DependencyInjection;

namespace ContentWatch.Backups;

/// <summary>Registers backup, restore and check: for the command line alone.</summary>
public static class BackupsRegistration
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddBackups(this IServiceCollection services) => services
        .AddSingleton<UnitBackup>()
        .AddSingleton<UnitCheck>()
        .AddSingleton<BackupCheck>()
        .AddSingleton<UnitRestore>();
}
