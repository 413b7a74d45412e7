using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace ContentWatch.Tests.Databases;

/// <summary>What the log says of PostgreSQL's refusals, with the database registered as production registers it.</summary>
public sealed class CollisionLogTests : IDisposable
{
    private readonly TestDatabase test = new(isPostgres: true);
    private readonly Recorder recorder = new();
    private readonly MeterListener meters = new();
    private readonly AsyncLocal<bool> isMine = new();
    private readonly ServiceProvider services;
    private long collisions;

    public CollisionLogTests()
    {
        var settings = new Dictionary<string, string?> { ["Database:Postgres"] = test.Postgres, ["Database:Folder"] = test.Folder };
        services = new ServiceCollection()
            .AddLogging(logs => logs.SetMinimumLevel(LogLevel.Trace).AddProvider(recorder))
            .AddDatabase(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == Instruments.Name && instrument.Name == "contentwatch.database.collisions")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<long>((_, value, _, _) => collisions += isMine.Value ? value : 0);
        meters.Start();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        meters.Dispose();
        services.Dispose();
        recorder.Dispose();
        test.Dispose();
    }

    [Fact]
    public async Task A_collision_that_is_begun_again_is_counted_and_is_no_error()
    {
        var tries = await CollideAsync(times: 1);

        Assert.Equal((2, 1), (tries, collisions));
        Assert.Contains(recorder.Entries, entry => entry.Level == LogLevel.Debug && entry.Text.Contains("begins again, after 1 tries", StringComparison.Ordinal));
        Assert.DoesNotContain(recorder.Entries, entry => entry.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task An_act_that_collides_every_time_is_given_up_and_is_one_error()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => CollideAsync(times: Collisions.MostTries));

        Assert.Equal(Collisions.MostTries, collisions);
        Assert.Contains("collided with others 12 times", Assert.Single(recorder.Entries, entry => entry.Level >= LogLevel.Warning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_database_refuses_otherwise_is_an_error()
    {
        await Assert.ThrowsAsync<PostgresException>(() => services.GetRequiredService<Database>().WriteAsync(
            (db, cancel) => db.Database.ExecuteSqlRawAsync("UPDATE \"NoSuchTable\" SET \"Nothing\" = 1", cancel), Cancel));

        var error = Assert.Single(recorder.Entries, entry => entry.Level >= LogLevel.Warning);
        Assert.Contains("UPDATE \"NoSuchTable\"", error.Text, StringComparison.Ordinal);
        Assert.IsType<PostgresException>(error.Exception);
    }

    /// <summary>An act whose row another process changes after it was read, as often as is said.</summary>
    private async Task<int> CollideAsync(int times)
    {
        var item = Some.Item();
        await test.AddAsync(item);
        isMine.Value = true;
        var tries = 0;
        await services.GetRequiredService<Database>().WriteAsync(
            async (db, cancel) =>
            {
                var row = await db.Items.SingleAsync(i => i.Id == item.Id, cancel);
                if (++tries <= times)
                {
                    await using var other = test.Contexts.CreateDbContext();
                    await other.Items.Where(i => i.Id == item.Id).ExecuteUpdateAsync(set => set.SetProperty(i => i.Version, i => i.Version + 1), cancel);
                }

                row.Version++;
            },
            Cancel);
        return tries;
    }

    private sealed class Recorder : ILoggerProvider
    {
        public ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> Entries { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Keeper(Entries);

        public void Dispose()
        {
        }

        private sealed class Keeper(ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> entries) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                entries.Enqueue((logLevel, formatter(state, exception), exception));
        }
    }
}
