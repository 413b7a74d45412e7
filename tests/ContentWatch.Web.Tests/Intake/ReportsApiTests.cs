using System.Net;
using System.Text.Json.Nodes;
using ContentWatch.Accounts;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Tests.Intake;

/// <summary>Reports from partners' programs, as they see it.</summary>
public sealed class ReportsApiTests : IDisposable
{
    private const string Path = "/api/v1/reports";

    private readonly Workbench site = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => site.Dispose();

    [Fact]
    public async Task A_report_of_format_v1_is_accepted_and_its_standing_told_in_format_v1()
    {
        var golden = JsonNode.Parse(await File.ReadAllTextAsync(Source.Of("tests/ContentWatch.Web.Tests/TestData/report-v1.json"), Cancel))!;
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite, ApiScopes.ReportsRead);

        var accepted = await partner.PostAsJsonAsync(Path, golden["request"], Cancel);
        var answer = await partner.GetFromJsonAsync<JsonObject>(accepted.Headers.Location, Cancel);

        Assert.Equal(HttpStatusCode.Created, accepted.StatusCode);
        var expected = golden["answer"]!.AsObject();
        expected["id"] = (await accepted.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["id"]!.DeepClone();
        Assert.Equal(expected.ToJsonString(), answer!.ToJsonString());
    }

    [Fact]
    public async Task The_same_report_under_the_same_key_is_one_report()
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);
        partner.DefaultRequestHeaders.Add("Idempotency-Key", "hotline-12");

        var first = await partner.PostAsJsonAsync(Path, new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);
        var again = await partner.PostAsJsonAsync(Path, new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);
        var other = await partner.PostAsJsonAsync(Path, new { url = "https://forum.example/2", reason = "A made-up reason." }, Cancel);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(Cancel), await again.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        await using var db = site.Database.Read();
        Assert.Equal(1, await db.Reports.CountAsync(Cancel));
    }

    [Theory]
    [InlineData("{", "at $, line 1, byte 2")]
    [InlineData("[]", "at $, line 1")]
    [InlineData("{\n\"url\": 5}", "at $.url, line 2")]
    [InlineData("{\"url\": \"https://forum.example/\", \"reason\": \"\\ud800\"}", "at $.reason, line 1")]
    [InlineData("null", "The body is missing")]
    public async Task A_body_that_is_not_a_report_is_refused_with_the_place(string body, string place)
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);

        var answer = await partner.PostAsync(Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel);
        Assert.Contains(place, problem!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://forum.example/\0", "A made-up reason.", "url")]
    [InlineData("not an address", "A made-up reason.", "url")]
    [InlineData("http://10.0.0.1/", "A made-up reason.", "url")]
    [InlineData("https://forum.example/1", "", "reason")]
    [InlineData("https://forum.example/1", null, "reason")]
    public async Task A_refusal_names_the_field(string url, string? reason, string field)
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);

        var answer = await partner.PostAsJsonAsync(Path, new { url, reason }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Single((await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["errors"]!.AsObject(), error => error.Key == field);
    }

    [Fact]
    public async Task What_is_no_report_gets_problem_details()
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);
        using var tooLarge = new StringContent(new string(' ', 40_000) + "{}", System.Text.Encoding.UTF8, "application/json");
        using var broken = new StringContent("{\"url\":", System.Text.Encoding.UTF8, "application/json");

        var unreadable = await partner.PostAsync(Path, broken, Cancel);
        var large = await partner.PostAsync(Path, tooLarge, Cancel);
        var stranger = await site.Anonymous().PostAsJsonAsync(Path, new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, unreadable.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.All([unreadable, large, stranger], answer => Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("PUT", "/api/v1/reports", "POST")]
    [InlineData("GET", "/api/v1/reports", "POST")]
    [InlineData("DELETE", "/api/v1/reports/0198c0de-0000-7000-8000-000000000000", "GET")]
    public async Task A_method_that_a_resource_does_not_take_is_answered_with_those_it_takes(string method, string path, string takes)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        var answer = await site.Anonymous().SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal([takes], answer.Content.Headers.Allow);
        Assert.Equal($"This resource takes {takes}.", await DetailAsync(answer));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_report_that_is_not_sent_as_JSON_is_told_what_to_send(string type)
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);

        var answer = await partner.PostAsync(Path, new StringContent("url=https://forum.example/", System.Text.Encoding.UTF8, type), Cancel);
        var bare = await partner.PostAsync(Path, new ByteArrayContent([]), Cancel);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("Send application/json.", await DetailAsync(answer));
        Assert.Equal((answer.StatusCode, "Send application/json."), (bare.StatusCode, await DetailAsync(bare)));
    }

    [Fact]
    public async Task Who_sends_no_key_or_an_unknown_one_is_told_how_to_send_one()
    {
        var stranger = site.Anonymous();
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", "cwk_unknown");

        foreach (var client in new[] { site.Anonymous(), stranger })
        {
            var answer = await client.PostAsJsonAsync(Path, new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("Authorization: Bearer KEY", await DetailAsync(answer), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_document_of_the_API_names_its_operations_alone_with_the_scope_that_each_needs_and_what_a_report_has_to_have()
    {
        var document = (await site.Anonymous().GetFromJsonAsync<JsonObject>("/api/v1/openapi.json", Cancel))!;

        Assert.Equal("ContentWatch", document["info"]!["title"]!.GetValue<string>());
        Assert.Equal(["/api/v1/reports", "/api/v1/reports/{id}"], document["paths"]!.AsObject().Select(path => path.Key));
        Assert.Equal("""[{"Bearer":["reports.write"]}]""", document["paths"]!["/api/v1/reports"]!["post"]!["security"]!.ToJsonString());
        Assert.Equal("""[{"Bearer":["reports.read"]}]""", document["paths"]!["/api/v1/reports/{id}"]!["get"]!["security"]!.ToJsonString());
        Assert.Equal("bearer", document["components"]!["securitySchemes"]!["Bearer"]!["scheme"]!.GetValue<string>());
        var form = document["components"]!["schemas"]!["ReportForm"]!;
        Assert.Equal("""["url","reason"]""", form["required"]!.ToJsonString());
        Assert.Equal("string", form["properties"]!["url"]!["type"]!.GetValue<string>());
        Assert.Equal("string", form["properties"]!["reason"]!["type"]!.GetValue<string>());
        Assert.Equal([2083, 4_000, 200, 320], new[] { "url", "reason", "reporter", "contact" }.Select(field => form["properties"]![field]!["maxLength"]!.GetValue<int>()));
        Assert.Equal(200, document["paths"]!["/api/v1/reports"]!["post"]!["parameters"]![0]!["schema"]!["maxLength"]!.GetValue<int>());
    }

    [Fact]
    public async Task Nobody_reads_the_reports_of_another()
    {
        var (one, other) = (await site.PartnerAsync(ApiScopes.ReportsWrite), await site.PartnerAsync(ApiScopes.ReportsRead));
        var accepted = await one.PostAsJsonAsync(Path, new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);

        var answer = await other.GetAsync(accepted.Headers.Location, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Reading_a_report_is_an_entry_of_the_audit_log()
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite, ApiScopes.ReportsRead);
        var accepted = await partner.PostAsJsonAsync(Path, new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);

        await partner.GetAsync(accepted.Headers.Location, Cancel);

        await using var db = site.Database.Read();
        Assert.Equal(["report.accepted", "report.read"], await db.AuditLeaves.Where(l => l.Subject.StartsWith("report/")).Select(l => l.Act).Order().ToListAsync(Cancel));
    }

    [Fact]
    public async Task A_client_that_sends_too_much_is_told_to_wait()
    {
        var partner = await site.PartnerAsync(ApiScopes.ReportsRead);

        HttpResponseMessage answer = null!;
        for (var i = 0; i < 121; i++)
        {
            answer = await partner.GetAsync($"{Path}/{Guid.Empty}", Cancel);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.StartsWith("Too many requests in a minute.", await DetailAsync(answer), StringComparison.Ordinal);
    }

    private static async Task<string> DetailAsync(HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>(Cancel))!["detail"]!.GetValue<string>();
    }
}
