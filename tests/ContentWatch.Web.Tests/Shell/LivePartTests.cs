using System.Security.Claims;
using Bunit;
using ContentWatch.Web.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.Time.Testing;

namespace ContentWatch.Web.Tests.Shell;

public sealed class LivePartTests
{
    [Fact]
    public async Task A_part_that_comes_alive_draws_nothing_before_it_has_read_so_that_what_the_server_sent_stays()
    {
        await using var context = new BunitContext();
        context.Services.AddSingleton<TimeProvider>(new FakeTimeProvider());
        context.Services.AddSingleton<OpenSessions>();
        var rows = new TaskCompletionSource<string>();

        var part = context.Render<Part>(made => made
            .Add(p => p.Rows, rows.Task)
            .AddCascadingValue(Task.FromResult(new AuthenticationState(new ClaimsPrincipal()))));
        var drawnBefore = part.RenderCount;
        rows.SetResult("five cases");
        await part.WaitForAssertionAsync(() => Assert.Equal("five cases", part.Markup));

        Assert.Equal((0, 1), (drawnBefore, part.RenderCount));
    }

    /// <summary>A part whose rows come when the test says so, as from a database that takes its time.</summary>
    internal sealed class Part : LivePart<string>
    {
        [Parameter]
        public required Task<string> Rows { get; set; }

        protected override Task<string> ReadAsync(ClaimsPrincipal person, CancellationToken cancellationToken) => Rows;

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, View);
    }
}
