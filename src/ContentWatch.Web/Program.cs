using ContentWatch;
using ContentWatch.Web.Accounts;
using ContentWatch.Web.Intake;
using ContentWatch.Web.Review;
using ContentWatch.Web.Shell;
using MudBlazor.Services;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.WebHost.ConfigureKestrel(SiteSetup.Limit);

// It warns of keys kept in the clear, which they are on purpose: see the decisions.
builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);

builder.Services.AddContentWatch(builder.Configuration);
builder.Services.AddLogDiscretion();
builder.Services.AddKnownProxies(builder.Configuration);
builder.Services.AddLimits(builder.Configuration);
builder.Services.AddAccountsOfTheSite(DataFolder.Of(builder.Configuration));
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddMudServices();
builder.Services.AddLocalization();
builder.Services.AddProblems();
builder.Services.AddApiDocument();
builder.Services.AddHealthChecks().AddCheck<ReadyCheck>("database");
builder.Services.AddSingleton<ReadyCheck>();
builder.Services.AddTelemetry(builder.Configuration, "contentwatch-web").AddStatusMetrics(builder.Configuration);
if (StopWithParent.IsAsked)
{
    builder.Services.AddHostedService<StopWithParent>();
}

var app = builder.Build();
await DataFolder.RequireAsync(app);
var limits = app.Services.GetRequiredService<RequestLimits>();
app.UseKnownProxies();
app.UseSecurityHeaders();
app.UseProblems();
app.Use(limits.ByAddressAsync);
app.UseRouting();
app.UseRequestTimeouts();
app.UseSameOriginForCircuits();
app.UseAuthentication();
app.UseChosenLanguage();
app.UseAuthorization();
app.Use(limits.ByEndpointAsync);
app.UseAntiforgery();

app.MapStaticAssets().AllowAnonymous();
app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();
ReadyCheck.Map(app);
app.MapAccounts();
app.MapReports();
app.MapCases();
app.MapPages();
await app.RunAsync();

/// <summary>The web host: reviewers, researchers, auditors, and the API. It dials nothing.</summary>
public sealed partial class Program;
