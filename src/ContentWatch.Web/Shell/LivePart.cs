using System.Security.Claims;
using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace ContentWatch.Web.Shell;

/// <summary>
/// A part of a page that reads itself again while the page is open, over the page's circuit. It shows facts and never content, so nothing
/// of the content can lie in a circuit. When the person's sessions were ended, a role was taken away, or the page was left alone for as
/// long as a session lasts, the page asks the server anew and goes where the server sends it. Reading again does not keep a session alive.
/// </summary>
public abstract class LivePart<TView> : ComponentBase, IDisposable
    where TView : class
{
    /// <summary>How often an open page reads itself again.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource closed = new();
    private DateTimeOffset openedAt;

    /// <summary>What was read last; null before the first time.</summary>
    protected TView? View { get; private set; }

    /// <summary>Since when the rows could not be read again; null while what is shown is fresh.</summary>
    protected DateTimeOffset? StaleSince { get; private set; }

    [CascadingParameter]
    private Task<AuthenticationState> Session { get; set; } = null!;

    [Inject]
    private OpenSessions Sessions { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <summary>Reads what is shown, for this person.</summary>
    protected abstract Task<TView> ReadAsync(ClaimsPrincipal person, CancellationToken cancellationToken);

    /// <summary>
    /// Reads before anything is drawn: what the server sent with the page stays until the part that comes alive has the same to show. Drawn empty
    /// first, the page would lose its rows, its focus and the keys pressed in that moment.
    /// </summary>
    /// <inheritdoc/>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        View = await ReadAsync((await Session).User, closed.Token);
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        openedAt = Time.GetUtcNow();
        using var pace = new PeriodicTimer(Pace, Time);
        while (await pace.WaitForNextTickAsync(closed.Token))
        {
            await AgainAsync((await Session).User);
        }
    }

    /// <summary>The page was left: nothing is read any more.</summary>
    public void Dispose()
    {
        closed.Cancel();
        closed.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task AgainAsync(ClaimsPrincipal person)
    {
        try
        {
            if (Time.GetUtcNow() - openedAt >= AccountsSetup.SessionLife || !await Sessions.HoldsAsync(person))
            {
                Navigation.Refresh(forceReload: true);
                return;
            }

            View = await ReadAsync(person, closed.Token);
            StaleSince = null;
        }
        catch (Exception exception) when (Troubles.Of(exception) is not null)
        {
            StaleSince ??= Time.GetUtcNow();
        }

        StateHasChanged();
    }
}
