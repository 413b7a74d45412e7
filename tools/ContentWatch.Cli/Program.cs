using ContentWatch.Cli;
using ContentWatch.Cli.Commands;
using Spectre.Console.Cli;

var app = new CommandApp();
app.Configure(cw =>
{
    cw.SetApplicationName("cw");
    cw.UseStrictParsing();
    cw.SetExceptionHandler((exception, _) => Failure.Explain(exception, typed: args));
    cw.AddCommand<UpCommand>("up").WithDescription("Start everything on this machine: web, two workers; with --demo a site and a platform too.");
    cw.AddCommand<StatusCommand>("status").WithDescription("Say how the work goes, what is wrong and what to do.");
    cw.AddCommand<BackupCommand>("backup").WithDescription("Copy the unit into a folder while it runs: database and captures.");
    cw.AddCommand<VerifyCommand>("verify").WithDescription("Check that log, captures and archive are whole; or check a backup.");
    cw.AddCommand<RestoreCommand>("restore").WithDescription("Restore a backup to an empty place, or in the place of a unit that is put aside.");
    cw.AddCommand<ScoreCommand>("score").WithDescription("Say what the scorers make of a text; nothing is kept.");
    cw.AddBranch("lead", lead =>
    {
        lead.SetDescription("Places worth looking at.");
        lead.AddCommand<LeadAddCommand>("add").WithDescription("Add a place worth looking at.");
    });
    cw.AddBranch("secret", secret =>
    {
        secret.SetDescription("Secrets of the channels that reach platforms.");
        secret.AddCommand<SecretSetCommand>("set").WithDescription("Keep the secret of a provider's channel, read from standard input.");
    });
    cw.AddBranch("audit", audit =>
    {
        audit.SetDescription("The log of every act and every read.");
        audit.AddCommand<AuditVerifyCommand>("verify").WithDescription("Prove the audit log, or name the first bad entry.");
    });
    cw.AddBranch("archive", archive =>
    {
        archive.SetDescription("The searchable store of items.");
        archive.AddCommand<ArchiveRebuildCommand>("rebuild").WithDescription("Build the archive anew from the database, compare, and swap.");
    });
    cw.AddBranch("db", db =>
    {
        db.SetDescription("The database.");
        db.AddCommand<DbMigrateCommand>("migrate").WithDescription("Make the database or bring it to this build's version.");
        db.AddCommand<DbRolesCommand>("roles").WithDescription("PostgreSQL: make a role for each process, with its rights and no more.");
    });
});
var code = await app.RunAsync(args);

// A command that lacks its second word prints its usage and ends with 1; so does cw without any word.
return args.Length == 0 ? 1 : code;
