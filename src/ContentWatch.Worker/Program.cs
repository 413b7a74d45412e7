using ContentWatch;

var builder = Host.CreateApplicationBuilder(args);
builder.Services.AddContentWatch(builder.Configuration);
await builder.Build().RunAsync();
