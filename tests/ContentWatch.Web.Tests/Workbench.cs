using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using ContentWatch.Accounts;
using ContentWatch.Databases;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Web.Tests;

/// <summary>The whole site as production composes it, on a database of its own, with a clock that the test moves. Sign-in is the real one.</summary>
public class Workbench : WebApplicationFactory<Words>
{
    /// <summary>The password of everybody here.</summary>
    public const string Password = "a few calm words";

    private int partners;
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("contentwatch-web-");

    private readonly string? postgres;
    private readonly Lazy<Database> database;

    /// <summary>Makes the data folder; the site starts with the first request.</summary>
    public Workbench()
    {
        postgres = PostgresServer.IsAsked ? PostgresServer.MakeDatabase() : null;
        database = new(() => postgres is null ? The<Database>() : new Database(new Owner(postgres)));
        if (postgres is null)
        {
            using var db = new SqliteContentWatchDb(new DbContextOptionsBuilder<SqliteContentWatchDb>()
                .UseSqlite($"Data Source={Path.Combine(Folder, "contentwatch.db")};Pooling=False").Options);
            db.Database.Migrate();
        }
    }

    /// <summary>The clock, which starts at noon UTC on 1 December 2026.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 12, 1, 12, 0, 0, TimeSpan.Zero));

    /// <summary>The data folder.</summary>
    public string Folder => folder.FullName;

    /// <summary>The site's database, as its owner has it: on PostgreSQL the site itself may do less.</summary>
    public Database Database => database.Value;

    /// <summary>A desk or another part of the site.</summary>
    public T The<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Plants rows.</summary>
    public Task AddAsync(params object[] rows) => Database.WriteAsync(
        (db, _) =>
        {
            db.AddRange(rows);
            return Task.CompletedTask;
        },
        TestContext.Current.CancellationToken);

    /// <summary>A browser without a session that does not follow redirects.</summary>
    public HttpClient Anonymous() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    /// <summary>Opens an account with a password.</summary>
    public async Task<Guid> PersonAsync(string name, params string[] roles)
    {
        var cancel = TestContext.Current.CancellationToken;
        var (result, id) = await The<PersonDesk>().CreateAsync(Actor.Operator, name, name, roles, cancel);
        Assert.Equal(PersonResult.Done, result);
        var path = await The<OneTimeLinkDesk>().CreateAsync(Actor.Operator, id, choosesPassword: true, TimeSpan.FromHours(1), cancel);
        Assert.NotNull(await The<OneTimeLinkDesk>().UseAsync(path!.Split('/')[^1], Password, cancel));
        return id;
    }

    /// <summary>Opens an account with the roles and signs in through the page.</summary>
    public async Task<HttpClient> AsAsync(string name, params string[] roles)
    {
        await PersonAsync(name, roles);
        var client = Anonymous();
        var answer = await SignInAsync(client, name, Password);
        Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
        return client;
    }

    /// <summary>A partner's program with a key; each partner has a name of its own.</summary>
    public async Task<HttpClient> PartnerAsync(params string[] scopes)
    {
        var (_, key) = await The<ApiKeyDesk>().CreateAsync(Guid.NewGuid(), $"Example partner {Interlocked.Increment(ref partners)}", scopes, null, TestContext.Current.CancellationToken);
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Fills in the sign-in form.</summary>
    public static Task<HttpResponseMessage> SignInAsync(HttpClient client, string name, string password) =>
        SubmitAsync(client, "/sign-in", "sign-in", new() { ["Name"] = name, ["Password"] = password });

    /// <summary>Opens a page, fills in the named form with its hidden fields, and sends it.</summary>
    public static async Task<HttpResponseMessage> SubmitAsync(HttpClient client, string path, string form, Dictionary<string, string> fields)
    {
        var token = await FormTokenAsync(client, path);
        var all = new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = token, ["_handler"] = form };
        return await client.PostAsync(path, new FormUrlEncodedContent(all), TestContext.Current.CancellationToken);
    }

    /// <summary>The antiforgery token of a page's forms.</summary>
    public static async Task<string> FormTokenAsync(HttpClient client, string path)
    {
        var html = await client.GetStringAsync(path, TestContext.Current.CancellationToken);
        return WebUtility.HtmlDecode(Regex.Match(html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value);
    }

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseSetting("urls", "http://127.0.0.1:0");
        builder.UseSetting("Database:Folder", Folder);
        builder.UseSetting("Database:Postgres", postgres is null ? "" : PostgresServer.As(DatabaseProcess.Web, postgres));
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Time));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && folder.Exists)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            if (postgres is not null)
            {
                PostgresServer.Drop(postgres);
            }

            folder.Delete(recursive: true);
            folder.Refresh();
        }
    }

    private sealed class Owner(string connection) : IDbContextFactory<ContentWatchDb>
    {
        public ContentWatchDb CreateDbContext() => new PostgresContentWatchDb(
            new DbContextOptionsBuilder<PostgresContentWatchDb>().UseNpgsql(connection).AddInterceptors(new PostgresRowLocks()).Options);
    }
}
