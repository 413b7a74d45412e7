using ContentWatch.Cli;
using ContentWatch.Cli.Commands;
using Spectre.Console.Cli;

var app = new CommandApp();
app.Configure(cw =>
{
    cw.SetApplicationName("cw");
    cw.UseStrictParsing();
    cw.SetExceptionHandler((exception, _) => Failure.Explain(exception));
    cw.AddCommand<UpCommand>("up").WithDescription("Start everything on this machine: web, two workers; with --demo a site and a platform too.");
    cw.AddBranch("db", db =>
        db.AddCommand<DbMigrateCommand>("migrate").WithDescription("Make the database or bring it to this build's version."));
});
return await app.RunAsync(args);
