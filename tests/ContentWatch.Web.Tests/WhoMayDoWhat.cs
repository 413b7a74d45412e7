using System.Net;
using ContentWatch.Accounts;
using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.StaticAssets;

namespace ContentWatch.Web.Tests;

/// <summary>
/// The table of rights, asked of the running site: every endpoint, by everybody. An endpoint without a row fails, and so does a
/// row without an endpoint. Add the row of a new page here, with the roles written out: the table is the promise, not the code.
/// </summary>
public sealed class WhoMayDoWhat(Workbench site) : IClassFixture<Workbench>
{
    private const string Everybody = "everybody";
    private const string AnyRole = "any role";

    private static readonly Dictionary<string, string[]> Table = new()
    {
        ["GET /"] = [AnyRole],
        ["GET /sign-in"] = [Everybody],
        ["POST /sign-in"] = [Everybody],
        ["GET /welcome/{Token}"] = [Everybody],
        ["POST /welcome/{Token}"] = [Everybody],
        ["POST /sign-out"] = [AnyRole],
        ["POST /look"] = [Everybody],
        ["GET /settings"] = [AnyRole],
        ["POST /settings"] = [AnyRole],
        ["GET /people"] = [Roles.Administrator],
        ["POST /people"] = [Roles.Administrator],
        ["GET /api-keys"] = [Roles.Administrator],
        ["POST /api-keys"] = [Roles.Administrator],
        ["GET /queue"] = [Roles.Reviewer, Roles.SeniorReviewer],
        ["POST /queue"] = [Roles.Reviewer, Roles.SeniorReviewer],
        ["GET /cases/{Id:guid}"] = [Roles.Reviewer, Roles.SeniorReviewer],
        ["POST /cases/{Id:guid}"] = [Roles.Reviewer, Roles.SeniorReviewer],
        ["POST /cases/{id:guid}/renew"] = [Roles.Reviewer, Roles.SeniorReviewer],
        ["GET /referrals"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Auditor],
        ["POST /referrals"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Auditor],
        ["GET /referrals/{Reference}"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Auditor],
        ["POST /referrals/{Reference}"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Auditor],
        ["GET /providers"] = [Roles.Administrator],
        ["POST /providers"] = [Roles.Administrator],
        ["GET /search"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Researcher],
        ["POST /search"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Researcher],
        ["GET /items/{Id:guid}"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Researcher],
        ["POST /items/{Id:guid}"] = [Roles.Reviewer, Roles.SeniorReviewer, Roles.Researcher],
        ["GET /audit"] = [Roles.Auditor],
        ["POST /audit"] = [Roles.Auditor],
        ["GET /leads"] = [Roles.SeniorReviewer, Roles.Administrator],
        ["POST /leads"] = [Roles.SeniorReviewer, Roles.Administrator],
        ["GET /sources"] = [Roles.SeniorReviewer, Roles.Administrator],
        ["POST /sources"] = [Roles.SeniorReviewer, Roles.Administrator],
        ["GET /sources/{Id:guid}"] = [Roles.SeniorReviewer, Roles.Administrator],
        ["POST /sources/{Id:guid}"] = [Roles.SeniorReviewer, Roles.Administrator],
        ["GET /status"] = [Roles.Administrator],
        ["POST /status"] = [Roles.Administrator],
        ["GET /health/live"] = [Everybody],
        ["HEAD /health/live"] = [Everybody],
        ["GET /health/ready"] = [Everybody],
        ["HEAD /health/ready"] = [Everybody],
        ["GET /not-found"] = [Everybody],
        ["POST /not-found"] = [Everybody],
        ["GET /forbidden"] = [Everybody],
        ["POST /forbidden"] = [Everybody],
        ["GET /error"] = [Everybody],
        ["POST /error"] = [Everybody],
        ["GET /problem/{Code:int}"] = [Everybody],
        ["POST /problem/{Code:int}"] = [Everybody],
        ["POST /_blazor/negotiate"] = [AnyRole],
        ["GET /_blazor/negotiate"] = [AnyRole],
        ["GET /_blazor"] = [AnyRole],
        ["POST /_blazor"] = [AnyRole],
        ["GET /_blazor/initializers"] = [AnyRole],
        ["POST /_blazor/initializers"] = [AnyRole],
        ["GET /_blazor/disconnect"] = [AnyRole],
        ["POST /_blazor/disconnect"] = [AnyRole],
        ["GET /_framework/opaque-redirect"] = [AnyRole],
        ["GET /{**path:file}"] = [Everybody],
        ["HEAD /{**path:file}"] = [Everybody],
        ["GET /{**path}"] = [Everybody],
        ["POST /{**path}"] = [Everybody],
        ["GET /api/{documentName}/openapi.json"] = [Everybody],
        ["POST /api/v1/reports"] = [ApiScopes.ReportsWrite],
        ["GET /api/v1/reports/{id:guid}"] = [ApiScopes.ReportsRead],
    };

    [Fact]
    public void Every_endpoint_has_a_row_and_every_row_an_endpoint()
    {
        var endpoints = Endpoints().ToList();

        Assert.Equal("", string.Join("; ", endpoints.Except(Table.Keys)));
        Assert.Equal("", string.Join("; ", Table.Keys.Except(endpoints)));
    }

    [Fact]
    public async Task Everybody_gets_what_the_table_says_and_nothing_else()
    {
        var callers = new List<(string Who, HttpClient Client)> { ("nobody", site.Anonymous()) };
        foreach (var role in Roles.All)
        {
            callers.Add((role, await site.AsAsync("who-" + role.Replace(' ', '-'), role)));
        }

        foreach (var scope in ApiScopes.All)
        {
            callers.Add((scope, await site.PartnerAsync(scope)));
        }

        var wrong = new List<string>();
        foreach (var (endpoint, allowed) in Table)
        {
            foreach (var (who, client) in callers.Where(caller => endpoint != "POST /sign-out" || caller.Who == "nobody"))
            {
                var may = allowed.Contains(Everybody) || allowed.Contains(who) || (allowed.Contains(AnyRole) && Roles.All.Contains(who));
                if (await IsLetInAsync(client, endpoint) is var (isIn, status) && isIn != may)
                {
                    wrong.Add($"{who}: {endpoint} → {status}");
                }
            }
        }

        Assert.Equal("", string.Join("; ", wrong));
    }

    [Fact]
    public void Every_policy_is_named_in_one_of_the_two_tables()
    {
        var named = typeof(Policies).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetValue(null)!);

        Assert.Equal(named.Order(), Policies.RolesWhoMay.Keys.Concat(Policies.ScopeThatMay.Keys).Append(Policies.SignedIn).Order());
    }

    // Refused is: sent to sign in, sent to the forbidden page, 401 or 403. Whatever else comes was the endpoint's own answer.
    private static async Task<(bool IsIn, string Status)> IsLetInAsync(HttpClient client, string endpoint)
    {
        var (method, path) = (endpoint.Split(' ')[0], endpoint.Split(' ')[1]);
        path = path.Replace("{Token}", "none").Replace("{**path:file}", "nothing.txt").Replace("{**path}", "nothing/here").Replace("{Code:int}", "404").Replace("{documentName}", "v1")
            .Replace("{id:guid}", Guid.Empty.ToString()).Replace("{Id:guid}", Guid.Empty.ToString()).Replace("{Reference}", "CW-2026-000000");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST" && path.StartsWith("/api/", StringComparison.Ordinal))
        {
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        }
        else if (path.EndsWith("/renew", StringComparison.Ordinal))
        {
            request.Content = new FormUrlEncodedContent([new("secondsSinceUse", "0")]);
        }

        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var location = answer.Headers.Location?.OriginalString ?? "";
        var refused = answer.StatusCode is HttpStatusCode.Unauthorized
            || (answer.StatusCode is HttpStatusCode.Forbidden && path != "/forbidden")
            || location.Contains("/sign-in?", StringComparison.Ordinal)
            || location.Contains("/forbidden", StringComparison.Ordinal);
        return (!refused, $"{(int)answer.StatusCode} {location}");
    }

    private IEnumerable<string> Endpoints() => site.The<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
        .SelectMany(endpoint => Methods(endpoint).Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}"))
        .Distinct();

    private static IReadOnlyList<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : ["GET", "POST"];
}
