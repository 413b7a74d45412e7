using ContentWatch.Audit;
using ContentWatch.Databases;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ContentWatch.Tests.Databases;

/// <summary>Connects as each process and tries: what the table of rights says is what PostgreSQL does.</summary>
public sealed class DatabaseRightsTests : IDisposable
{
    private readonly TestDatabase test = new(isPostgres: true);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseProcess> Processes => [.. DatabaseRoles.Processes];

    public void Dispose() => test.Dispose();

    [Fact]
    public async Task Every_table_of_the_database_has_its_row_of_rights()
    {
        await using var db = test.Contexts.CreateDbContext();
        var tables = await db.Database.SqlQueryRaw<string>("SELECT tablename::text AS \"Value\" FROM pg_tables WHERE schemaname = 'public'").ToListAsync(Cancel);

        Assert.Equal(tables.Order(StringComparer.Ordinal), DatabaseRights.All.Select(table => table.Table).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Processes))]
    public async Task A_process_can_do_with_each_column_what_its_rights_say_and_nothing_else(DatabaseProcess process)
    {
        await using var connection = await ConnectAsync(process);
        foreach (var (table, column) in await ColumnsAsync())
        {
            var rights = DatabaseRights.All.Single(t => t.Table == table).Grant(process) ?? "";
            foreach (var (verb, sql) in Attempts(table, column))
            {
                Assert.True(
                    Grants(rights, verb, column) == await MayAsync(connection, sql),
                    $"{process} {verb} {table}.{column}: the rights say '{rights}', and PostgreSQL does otherwise.");
            }
        }
    }

    [Theory]
    [InlineData("SELECT * FROM \"AspNetUsers\"")]
    [InlineData("SELECT * FROM \"ApiKeys\"")]
    [InlineData("SELECT * FROM \"OneTimeLinks\"")]
    [InlineData("SELECT * FROM \"Cases\"")]
    [InlineData("SELECT * FROM \"Verdicts\"")]
    [InlineData("SELECT * FROM \"Referrals\"")]
    [InlineData("SELECT * FROM \"Reports\"")]
    [InlineData("SELECT \"Bytes\" FROM \"AuditLeaves\"")]
    [InlineData("UPDATE \"AuditLeaves\" SET \"Index\" = 0")]
    [InlineData("DELETE FROM \"AuditLeaves\"")]
    public async Task Acquire_which_reads_hostile_bytes_sees_no_accounts_cases_referrals_or_entries(string sql) =>
        Assert.False(await MayAsync(await ConnectAsync(DatabaseProcess.Acquire), sql));

    [Theory]
    [InlineData("UPDATE \"AuditLeaves\" SET \"Bytes\" = '\\x00'")]
    [InlineData("UPDATE \"AuditLeaves\" SET \"Index\" = 7")]
    [InlineData("DELETE FROM \"AuditLeaves\"")]
    [InlineData("TRUNCATE \"AuditLeaves\"")]
    [InlineData("UPDATE \"AuditNodes\" SET \"Hash\" = '\\x00'")]
    [InlineData("DELETE FROM \"AuditCheckpoints\"")]
    [InlineData("INSERT INTO \"AuditCheckpoints\" VALUES (1, '\\x00', 'note', 0)")]
    [InlineData("UPDATE \"Captures\" SET \"BodyHash\" = ''")]
    [InlineData("DELETE FROM \"Captures\"")]
    [InlineData("INSERT INTO \"AuditLeaves\" (\"Id\", \"Bytes\", \"LeafHash\", \"At\", \"ActorKind\", \"ActorId\", \"Act\", \"Subject\", \"Index\") VALUES (gen_random_uuid(), '', '', 0, 'Person', 'x', 'x', 'x', 3)")]
    [InlineData("DROP TABLE \"AuditLeaves\"")]
    [InlineData("CREATE TABLE mine (a int)")]
    public async Task The_web_cannot_change_the_log_or_captures(string sql) =>
        Assert.False(await MayAsync(await ConnectAsync(DatabaseProcess.Web), sql));

    [Fact]
    public async Task Assess_gives_an_entry_its_place_once_and_cannot_change_it()
    {
        await test.AddAsync(Leaf());
        await using var assess = await ConnectAsync(DatabaseProcess.Assess);
        await using var place = new NpgsqlCommand("UPDATE \"AuditLeaves\" SET \"Index\" = 0", assess);
        await using var change = new NpgsqlCommand("UPDATE \"AuditLeaves\" SET \"Index\" = 1", assess);

        Assert.Equal((1, 0), (await place.ExecuteNonQueryAsync(Cancel), await change.ExecuteNonQueryAsync(Cancel)));
    }

    [Fact]
    public async Task Who_dials_platforms_reads_no_text() =>
        Assert.False(await MayAsync(await ConnectAsync(DatabaseProcess.Refer), "SELECT \"Text\" FROM \"Items\""));

    private static AuditLeaf Leaf() => new()
    {
        Id = Some.Id(),
        Bytes = [],
        LeafHash = [],
        At = Some.Time,
        ActorKind = ActorKind.Operator,
        ActorId = "cw",
        Act = "some.done",
        Subject = "some/thing",
    };

    private static IEnumerable<(string Verb, string Sql)> Attempts(string table, string column) =>
    [
        ("SELECT", $"SELECT \"{column}\" FROM \"{table}\" WHERE false"),
        ("INSERT", $"INSERT INTO \"{table}\" (\"{column}\") OVERRIDING SYSTEM VALUE SELECT NULL WHERE false"),
        ("UPDATE", $"UPDATE \"{table}\" SET \"{column}\" = NULL WHERE false"),
        ("DELETE", $"DELETE FROM \"{table}\" WHERE false"),
    ];

    private static bool Grants(string rights, string verb, string column)
    {
        var at = rights.IndexOf(verb, StringComparison.Ordinal);
        var rest = at < 0 ? "" : rights[(at + verb.Length)..];
        return at >= 0 && (!rest.StartsWith(" (", StringComparison.Ordinal) || rest[..rest.IndexOf(')', StringComparison.Ordinal)].Contains($"\"{column}\"", StringComparison.Ordinal));
    }

    private async Task<List<(string Table, string Column)>> ColumnsAsync()
    {
        await using var db = test.Contexts.CreateDbContext();
        var columns = await db.Database.SqlQueryRaw<string>(
            "SELECT table_name || '.' || column_name AS \"Value\" FROM information_schema.columns WHERE table_schema = 'public'").ToListAsync(Cancel);
        return [.. columns.Select(name => name.Split('.')).Select(name => (name[0], name[1]))];
    }

    /// <summary>False when it is refused for want of a right; whatever else is wrong is another matter.</summary>
    private static async Task<bool> MayAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        try
        {
            await command.ExecuteNonQueryAsync(Cancel);
            return true;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }
        catch (PostgresException other) when (other.SqlState is PostgresErrorCodes.DatatypeMismatch)
        {
            return true;
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync(DatabaseProcess process)
    {
        var connection = new NpgsqlConnection(PostgresServer.As(process, test.Postgres!));
        await connection.OpenAsync(Cancel);
        return connection;
    }
}
