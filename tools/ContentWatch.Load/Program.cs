using ContentWatch.Load.Kill;
using Spectre.Console.Cli;

// What the whole product bears, as its own processes, on the database that Database__Postgres names, else on SQLite.
var app = new CommandApp();
app.Configure(load =>
{
    load.SetApplicationName("load");
    load.UseStrictParsing();
    load.PropagateExceptions();
    load.AddCommand<KillCommand>("kill").WithDescription("Kill processes of a working unit again and again; then hold what was accepted against what is there.");
    load.AddCommand<ReviewerCommand>("reviewer").IsHidden();
});
return await app.RunAsync(args);
