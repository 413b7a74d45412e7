using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Diagnostics;

namespace ContentWatch.Web.Shell;

/// <summary>What goes wrong is told twice: programs get problem details (RFC 9457), people one calm page with the number to quote.</summary>
internal static class Problems
{
    public static IServiceCollection AddProblems(this IServiceCollection services) => services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true).AddProblemDetails(options =>
        options.CustomizeProblemDetails = context =>
        {
            context.ProblemDetails.Extensions["traceId"] = Trace(context.HttpContext);
            if (RequestLimits.RefusedBy(context.HttpContext) is { } limit)
            {
                context.ProblemDetails.Type = "https://iana.org/assignments/http-problem-types#quota-exceeded";
                context.ProblemDetails.Extensions["violated-policies"] = new[] { limit };
            }

            context.ProblemDetails.Detail ??= Troubles.Of(context.Exception)?.Sentence() ?? NotJson(context.Exception) ?? WhatToSend(context.HttpContext);
        });

    /// <summary>The number by which operators find what happened.</summary>
    public static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public static void UseProblems(this WebApplication app)
    {
        app.Use(NumberedAsync);
        app.UseWhen(IsApi, api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions
            {
                StatusCodeSelector = StatusOf,
                SuppressDiagnosticsCallback = handled => handled.Exception is BadHttpRequestException,
            });
            api.UseStatusCodePages();
        });
        app.UseWhen(context => !IsApi(context), pages =>
        {
            pages.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandlingPath = Urls.Error, CreateScopeForErrors = true, StatusCodeSelector = StatusOf });
            pages.UseStatusCodePagesWithReExecute("/problem/{0}", createScopeForStatusCodePages: true);
            pages.Use(AsQuestion);
        });
    }

    // The number stands around every message of the request, instead of the path (LogDiscretion).
    private static async Task NumberedAsync(HttpContext context, RequestDelegate next)
    {
        var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems).FullName!);
        using (logger.BeginScope(new[] { KeyValuePair.Create<string, object>("RequestId", Trace(context)) }))
        {
            await next(context);
        }
    }

    /// <summary>True for what programs ask.</summary>
    public static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>A refusal that names the field and what it wants.</summary>
    public static IResult Field(string field, string message) => Results.ValidationProblem(new Dictionary<string, string[]> { [field] = [message] });

    /// <summary>Trouble around us passes; a bug of ours does not by itself.</summary>
    private static int StatusOf(Exception exception) => exception is BadHttpRequestException bad
        ? bad.StatusCode
        : Troubles.Of(exception) is null ? StatusCodes.Status500InternalServerError : StatusCodes.Status503ServiceUnavailable;

    /// <summary>Where a body stops being the JSON that is expected; null for other exceptions.</summary>
    private static string? NotJson(Exception? exception) => exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad
        ? bad.InnerException is JsonException json
            ? string.Create(CultureInfo.InvariantCulture, $"The body is not the JSON that is expected: at {json.Path ?? "$"}, line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}.")
            : "The body is missing or is not the JSON that is expected."
        : null;

    // The page that tells what went wrong is asked for, not posted to, whatever the request was.
    private static Task AsQuestion(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerPathFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
            context.Features.Set<IAntiforgeryValidationFeature>(null);
        }

        return next(context);
    }

    private static string? WhatToSend(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status401Unauthorized => "Send a key that is neither expired nor withdrawn: Authorization: Bearer KEY.",
        StatusCodes.Status429TooManyRequests => $"Too many requests in a minute. Wait {context.Response.Headers.RetryAfter} s, then go on.",
        StatusCodes.Status405MethodNotAllowed => $"This resource takes {context.Response.Headers.Allow}.",
        StatusCodes.Status415UnsupportedMediaType => "Send application/json.",
        _ => null,
    };
}
