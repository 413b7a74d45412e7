using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Serialization;
using ContentWatch.Acquire;
using ContentWatch.Audit;
using ContentWatch.Web.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Mvc;

namespace ContentWatch.Web.Intake;

/// <summary>Reports from partners' programs: handed in, and looked after. Format v1.</summary>
internal static class ReportsApi
{
    /// <summary>Largest body of a report: four times what its fields can hold in Latin script.</summary>
    public const int MaxBodyBytes = 32 * 1024;

    public static void MapReports(this IEndpointRouteBuilder routes)
    {
        var reports = routes.MapGroup("/api/v1/reports").WithMetadata(new LimitedAttribute(RequestLimits.ApiKey));
        reports.MapPost("", AcceptAsync).RequireAuthorization(Policies.WriteReports)
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter(RefuseLargeAsync)
            .WithSummary("Hands a report in.")
            .WithDescription("The same report under the same Idempotency-Key is one report: 201 the first time, 200 after.")
            .Produces<ReportReceipt>(StatusCodes.Status201Created).Produces<ReportReceipt>().ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge).ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        reports.MapGet("{id:guid}", FindAsync).RequireAuthorization(Policies.ReadReports)
            .WithSummary("Tells where one of the client's own reports stands.")
            .Produces<ReportAnswer>().ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IResult> AcceptAsync(
        ReportForm form,
        [FromHeader(Name = "Idempotency-Key"), StringLength(200, MinimumLength = 1)] string? idempotencyKey,
        ClaimsPrincipal client,
        ReportIntake intake,
        CancellationToken cancellationToken) =>
        await intake.AcceptAsync(form, PersonClaims.Id(client), idempotencyKey, cancellationToken) switch
        {
            ReportResult.Accepted { IsNew: true } kept => Results.Created(Urls.Report(kept.ReportId), new ReportReceipt(kept.ReportId)),
            ReportResult.Accepted kept => Results.Ok(new ReportReceipt(kept.ReportId)),
            ReportResult.Refused wrong => Problems.Field(wrong.Field, wrong.Reason),
            _ => Results.Problem("Another report came under this Idempotency-Key.", statusCode: StatusCodes.Status422UnprocessableEntity),
        };

    private static async Task<IResult> FindAsync(
        Guid id, ClaimsPrincipal client, ReportIntake intake, Database database, AuditLog audit, CancellationToken cancellationToken)
    {
        var key = PersonClaims.Id(client);
        if (await intake.FindAsync(id, key, cancellationToken) is not { } report)
        {
            return Results.Problem("You handed in no report of this id.", statusCode: StatusCodes.Status404NotFound);
        }

        await database.WriteAsync((db, cancel) => audit.AppendAsync(db, Actor.Client(key), "report.read", $"report/{id}", null, cancel), cancellationToken);
        return Results.Ok(new ReportAnswer(report.Id, report.Url, report.ReceivedAt, report.Lead, report.Availability));
    }

    private static async ValueTask<object?> RefuseLargeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next) =>
        invocation.HttpContext.Request.ContentLength > MaxBodyBytes
            ? Results.Problem($"A report is at most {MaxBodyBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge)
            : await next(invocation);
}

/// <summary>What a client gets for its report.</summary>
/// <param name="Id">The report's id.</param>
public sealed record ReportReceipt(Guid Id);

/// <summary>Where a report stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Url">The address as reported.</param>
/// <param name="ReceivedAt">When we had it, UTC.</param>
/// <param name="Lead">Where its lead stands, in camel case: <c>waiting</c>, <c>leased</c>, <c>captured</c>, <c>resting</c>, <c>closed</c>, <c>parked</c>.</param>
/// <param name="Availability">What we saw at the address last, in camel case.</param>
public sealed record ReportAnswer(
    Guid Id,
    string Url,
    DateTimeOffset ReceivedAt,
    [property: JsonConverter(typeof(CamelCaseWords<LeadState>))] LeadState Lead,
    [property: JsonConverter(typeof(CamelCaseWords<Availability>))] Availability Availability);

/// <summary>States as words in camel case.</summary>
internal sealed class CamelCaseWords<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase)
    where T : struct, Enum;
