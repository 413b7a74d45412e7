using ContentWatch;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddContentWatch(builder.Configuration);
var app = builder.Build();
await app.RunAsync();

/// <summary>The web host: reviewers, researchers, auditors, and the API.</summary>
public sealed partial class Program;
