using System.Net;
using System.Text.Json.Nodes;
using ContentWatch.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.TestHost;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ContentWatch.Web.Tests.Shell;

/// <summary>How much one client may ask, what it is told of it, and whom a proxy speaks for.</summary>
public sealed class RequestLimitsTests
{
    private const string Report = "/api/v1/reports/0198c0de-0000-7000-8000-000000000000";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_program_is_told_with_every_answer_what_is_left_of_its_minute()
    {
        using var site = new Reached();
        var partner = await site.PartnerAsync(ApiScopes.ReportsRead);

        await partner.GetAsync(Report, Cancel);
        var second = await partner.GetAsync(Report, Cancel);

        Assert.Equal(["\"address\";q=600;w=60", "\"key\";q=120;w=60"], second.Headers.GetValues("RateLimit-Policy"));
        Assert.Equal(["\"address\";r=598", "\"key\";r=118"], second.Headers.GetValues("RateLimit"));
    }

    [Fact]
    public async Task Who_is_over_the_limit_of_its_key_is_told_which_limit_it_was_and_others_go_on()
    {
        using var site = new Reached(("Limits:ApiPerKeyPerMinute", "2"));
        var (one, other) = (await site.PartnerAsync(ApiScopes.ReportsRead), await site.PartnerAsync(ApiScopes.ReportsRead));
        await one.GetAsync(Report, Cancel);
        await one.GetAsync(Report, Cancel);

        var (refused, fine) = (await one.GetAsync(Report, Cancel), await other.GetAsync(Report, Cancel));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.NotFound), (refused.StatusCode, fine.StatusCode));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"key\";r=0", refused.Headers.GetValues("RateLimit").Last());
        var problem = (await refused.Content.ReadFromJsonAsync<JsonObject>(Cancel))!;
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", problem["type"]!.GetValue<string>());
        Assert.Equal("""["key"]""", problem["violated-policies"]!.ToJsonString());
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Keys_cannot_be_guessed_faster_than_an_address_may_ask()
    {
        using var site = new Reached(("Limits:ApiPerAddressPerMinute", "3"));
        var stranger = site.Anonymous();

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 4; i++)
        {
            stranger.DefaultRequestHeaders.Authorization = new("Bearer", $"cwk_guess{i}");
            answers.Add((await stranger.GetAsync(Report, Cancel)).StatusCode);
        }

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests], answers);
    }

    [Fact]
    public async Task Who_signs_in_too_often_is_told_when_to_go_on_and_the_form_can_still_be_opened()
    {
        using var site = new Reached(("Limits:SignInsPerMinute", "1"));
        var person = site.Anonymous();
        await person.PostAsync("/sign-in", new FormUrlEncodedContent([]), Cancel);

        var (refused, form) = (await person.PostAsync("/sign-in", new FormUrlEncodedContent([]), Cancel), await person.GetAsync("/sign-in", Cancel));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.OK), (refused.StatusCode, form.StatusCode));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("\"sign-in\";r=0", Assert.Single(refused.Headers.GetValues("RateLimit")));
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::", "2001:db8:1:2::/64")]
    public void An_address_counts_as_a_whole_in_IPv4_and_by_its_network_in_IPv6(string address, string counted)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

        Assert.Equal(counted, ClientAddress.Of(context));
    }

    [Fact]
    public async Task Behind_a_known_proxy_the_cookies_are_Secure_and_each_client_has_its_own_limit()
    {
        using var site = new Reached(("Proxy:Known:0", "10.0.0.0/24"), ("Limits:SignInsPerMinute", "1")) { From = "10.0.0.9" };
        await site.PersonAsync("amal", Roles.Reviewer);
        var (one, other) = (Forwarded(site, "192.0.2.1"), Forwarded(site, "192.0.2.2"));

        var answer = await Workbench.SignInAsync(one, "amal", Workbench.Password);
        var (again, others) = (await one.PostAsync("/sign-in", new FormUrlEncodedContent([]), Cancel), await other.PostAsync("/sign-in", new FormUrlEncodedContent([]), Cancel));

        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(HttpStatusCode.TooManyRequests, again.StatusCode);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, others.StatusCode);
    }

    [Theory]
    [InlineData(null, "10.0.0.9")]
    [InlineData(null, "127.0.0.1")]
    [InlineData("10.0.0.0/24", "10.0.1.9")]
    [InlineData("10.0.0.9", "127.0.0.1")]
    public async Task What_a_stranger_says_of_its_address_and_scheme_is_not_believed(string? known, string from)
    {
        (string, string)[] proxy = known is null ? [] : [("Proxy:Known:0", known)];
        using var site = new Reached([("Limits:SignInsPerMinute", "1"), .. proxy]) { From = from };
        await site.PersonAsync("amal", Roles.Reviewer);
        var (one, other) = (Forwarded(site, "192.0.2.1"), Forwarded(site, "192.0.2.2"));

        var answer = await Workbench.SignInAsync(one, "amal", Workbench.Password);
        var others = await other.PostAsync("/sign-in", new FormUrlEncodedContent([]), Cancel);

        Assert.All(answer.Headers.GetValues("Set-Cookie"), cookie => Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(HttpStatusCode.TooManyRequests, others.StatusCode);
    }

    [Theory]
    [InlineData("everybody")]
    [InlineData("10.0.0.0/33")]
    public void A_site_whose_known_proxy_is_no_address_does_not_start(string known)
    {
        using var site = new Reached(("Proxy:Known:0", known));

        var refusal = Assert.ThrowsAny<Exception>(() => site.Anonymous());

        Assert.Contains("Proxy:Known takes addresses", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_takes_too_long_is_given_up_with_a_problem_and_circuits_are_not()
    {
        using var site = new Reached(("Limits:RequestTime", "00:00:01"));
        var partner = await site.PartnerAsync(ApiScopes.ReportsWrite);
        var (held, free) = (new TaskCompletionSource(), new TaskCompletionSource());
        var holding = site.Database.WriteAsync(
            async (db, cancel) =>
            {
                // SQLite has one writer; on PostgreSQL it takes a lock to be in the way of another.
                if (db.Database.IsNpgsql())
                {
                    await db.Database.ExecuteSqlAsync($"LOCK TABLE \"Reports\" IN EXCLUSIVE MODE", cancel);
                }

                held.SetResult();
                await free.Task;
            },
            Cancel);
        await held.Task;

        var answer = await partner.PostAsJsonAsync("/api/v1/reports", new { url = "https://forum.example/1", reason = "A made-up reason." }, Cancel);
        free.SetResult();
        await holding;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var circuits = site.The<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(endpoint => endpoint.RoutePattern.RawText!.Contains("_blazor", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(circuits);
        Assert.All(circuits, endpoint => Assert.NotNull(endpoint.Metadata.GetMetadata<DisableRequestTimeoutAttribute>()));
        Assert.Equal(TimeSpan.FromSeconds(30), Options.Create(new LimitOptions()).Value.RequestTime);
    }

    private static HttpClient Forwarded(Workbench site, string client)
    {
        var browser = site.CreateClient(new() { AllowAutoRedirect = false, BaseAddress = new Uri("https://localhost") });
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", client);
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return browser;
    }

    /// <summary>The site with settings, reached from an address.</summary>
    private sealed class Reached(params (string Name, string Value)[] settings) : Workbench
    {
        public string From { get; init; } = "198.51.100.1";

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }

            builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter>(new ComesFrom(IPAddress.Parse(From))));
        }
    }

    /// <summary>Requests come from the address without TLS, which the proxy has ended.</summary>
    private sealed class ComesFrom(IPAddress address) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, then) =>
            {
                (context.Connection.RemoteIpAddress, context.Request.Scheme) = (address, "http");
                return then(context);
            });
            next(app);
        };
    }
}
