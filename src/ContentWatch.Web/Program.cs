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
builder.Services.AddAccountsOfTheSite(DataFolder.Of(builder.Configuration));
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddMudServices();
builder.Services.AddLocalization();
builder.Services.AddProblems();
builder.Services.AddApiDocument();
if (StopWithParent.IsAsked)
{
    builder.Services.AddHostedService<StopWithParent>();
}

var app = builder.Build();
await DataFolder.RequireAsync(app);
app.UseSecurityHeaders();
app.UseProblems();
app.UseRouting();
app.UseSameOriginForCircuits();
app.UseAuthentication();
app.UseChosenLanguage();
app.UseAuthorization();
app.UseRateLimiter();
app.UseAntiforgery();

app.MapStaticAssets().AllowAnonymous();
app.MapOpenApi("/api/{documentName}/openapi.json").AllowAnonymous();
app.MapAccounts();
app.MapReports();
app.MapCases();
app.MapPages();
await app.RunAsync();

/// <summary>The web host: reviewers, researchers, auditors, and the API. It dials nothing.</summary>
public sealed partial class Program;
