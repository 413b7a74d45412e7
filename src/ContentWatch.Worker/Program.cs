using ContentWatch;
using ContentWatch.Databases;
using ContentWatch.Extract.Apart;
using ContentWatch.Worker;
using Microsoft.Extensions.Options;

// Started by another worker, to read hostile pages: nothing below is made in that process.
if (args.SequenceEqual(ReaderProgram.Role))
{
    return ReaderLoop.Run();
}

var builder = Host.CreateApplicationBuilder(args);
var roles = WorkerRolesOption.Parse(builder.Configuration["roles"]);
builder.Services.AddContentWatch(builder.Configuration);
builder.Services.AddSingleton(provider => new WorkerProcess(roles, provider.GetRequiredService<TimeProvider>()));
builder.Services.AddLogDiscretion();
builder.Services.AddTelemetry(builder.Configuration, "contentwatch-worker");
builder.Services.AddSingleton<HeartbeatWorker>();
builder.Services.AddStep("heartbeat", provider => provider.GetRequiredService<HeartbeatWorker>().OnceAsync);
if (StopWithParent.IsAsked)
{
    builder.Services.AddHostedService<StopWithParent>();
}

if (roles.HasFlag(WorkerRoles.Acquire))
{
    builder.Services.AddAcquireRole(builder.Configuration);
}

if (roles.HasFlag(WorkerRoles.Assess))
{
    builder.Services.AddAssessRole(builder.Configuration);
}

if (roles.HasFlag(WorkerRoles.Refer))
{
    builder.Services.AddReferRole(builder.Configuration);
}

using var host = builder.Build();
try
{
    host.Services.GetRequiredService<IStartupValidator>().Validate();
}
catch (Exception wrong) when (wrong is OptionsValidationException or AggregateException)
{
    var all = wrong is AggregateException { InnerExceptions: var several } ? several : [wrong];
    await Console.Error.WriteLineAsync(string.Join(Environment.NewLine, all.OfType<OptionsValidationException>().SelectMany(one => one.Failures)));
    return 2;
}

await using (var db = host.Services.GetRequiredService<Database>().Read())
{
    await DatabaseMigration.RefuseOtherVersionAsync(db, CancellationToken.None);
}

await host.RunAsync();
return 0;
