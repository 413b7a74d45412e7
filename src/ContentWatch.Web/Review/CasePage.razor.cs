using System.Globalization;
using ContentWatch.Review;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Review;

/// <summary>
/// One case: facts first, the text when it is asked for, the verdict beside it. Every answer of the server is a whole page; the text is in one
/// only when this very request asked for it and the reading was recorded. What was filled in travels with every act and is never lost.
/// </summary>
public sealed partial class CasePage
{
    private static readonly Grounds[] Grounds =
        [ContentWatch.Review.Grounds.Incites, ContentWatch.Review.Grounds.SolicitsAct, ContentWatch.Review.Grounds.SolicitsJoining, ContentWatch.Review.Grounds.Instructs, ContentWatch.Review.Grounds.Threatens];

    private static readonly (VerdictKind Kind, string Key, string Icon)[] Kinds =
        [(VerdictKind.Refer, "r", "send"), (VerdictKind.Dismiss, "d", "circle-slash"), (VerdictKind.Exempt, "x", "shield-check"), (VerdictKind.Escalate, "e", "arrow-up")];

    private static readonly (ExemptPurpose Purpose, string Key)[] Purposes =
    [
        (ExemptPurpose.NoneFound, "0"), (ExemptPurpose.Education, "6"), (ExemptPurpose.Journalism, "7"),
        (ExemptPurpose.Art, "8"), (ExemptPurpose.Research, "9"), (ExemptPurpose.CounterSpeech, "c"),
    ];

    // What the browser says before anything is sent; the server asks again (VerdictForm.Lacks).
    private static readonly (VerdictField Field, VerdictKind[] Kinds)[] Needs =
    [
        (VerdictField.Reading, [VerdictKind.Refer]), (VerdictField.Basis, [VerdictKind.Refer]),
        (VerdictField.Purpose, [VerdictKind.Refer, VerdictKind.Exempt]), (VerdictField.Finding, [VerdictKind.Exempt]),
    ];

    private const int RowCharacters = 80;
    private const int MostRows = 12;

    private CaseFacts? facts;
    private IReadOnlyList<CaseHappening> happenings = [];
    private ReadingOutcome.Opened? opened;
    private VerdictForm form = new(VerdictKind.Dismiss);
    private VerdictKind? chosen;
    private int version;
    private (Guid Id, long Number, VerdictKind Kind, DateTimeOffset Until)? leaving;
    private bool isStale;
    private string? said;
    private string? problem;

    /// <summary>The case.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>The case decided just before, which can still be undone.</summary>
    [SupplyParameterFromQuery(Name = "after")]
    public Guid? After { get; set; }

    /// <summary>True when the verdict on this case was just taken back.</summary>
    [SupplyParameterFromQuery(Name = "undone")]
    public bool Undone { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private Reviewer Me => Reviewers.Of(Context.User);

    private CancellationToken Cancel => Context.RequestAborted;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        if (facts is null)
        {
            Navigation.NotFound();
            return;
        }

        if (Undone && facts.Yours)
        {
            said = V["Undone"];
            await RestoreAsync();
        }
    }

    /// <summary>Widths of bars, as the lines would break in a column of eighty characters; the first twelve.</summary>
    private static IEnumerable<string> Rows(TextShape shape) => shape.Lines
        .SelectMany(length => Enumerable.Range(0, (length + RowCharacters - 1) / RowCharacters).Select(row => Math.Min(RowCharacters, length - (row * RowCharacters))))
        .Take(MostRows)
        .Select(characters => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(4, 100 * characters / RowCharacters)}%"));

    private static string IconOf(string act) => act switch
    {
        "case.claimed" => "user-check",
        "case.read" => "eye",
        "case.decided" => "gavel",
        "case.undone" => "undo-2",
        "capture.taken" => "download",
        "report.received" or "case.reported" => "flag",
        _ => "circle",
    };

    private async Task ReadAsync()
    {
        facts = await Cases.FindAsync(Id, Me, Cancel);
        version = facts?.Version ?? 0;
        happenings = facts is null ? [] : await Timeline.ReadAsync(Id, Cancel);
        if (After is { } before && await Cases.FindAsync(before, Me, Cancel) is { Verdict: { Yours: true } verdict, Phase: CasePhase.Leaving } gone)
        {
            leaving = (gone.Id, gone.Number, verdict.Kind, verdict.UndoUntil);
        }
    }

    /// <summary>After a verdict was taken back: the form as it was given.</summary>
    private async Task RestoreAsync()
    {
        await using var db = Database.Read();
        var (mine, id) = (Me.Id, Id);
        var last = await db.Verdicts.Where(v => v.CaseId == id && v.PersonId == mine && v.TakenBackAt != null)
            .OrderByDescending(v => v.TakenBackAt).FirstOrDefaultAsync(Cancel);
        if (last is not null)
        {
            form = VerdictForm.Of(last);
            chosen = form.Kind;
        }
    }

    private async Task ActAsync()
    {
        ReadForm();
        switch (Context.Request.Form["Act"].ToString())
        {
            case "claim":
                Tell(await Desk.ClaimAsync(Id, Me, Cancel));
                break;
            case "release":
                Tell(await Desk.ReleaseAsync(Id, Me, comesBack: false, Cancel), Urls.QueueAfterRelease(Id));
                break;
            case "reveal":
                await RevealAsync();
                break;
            case "undo":
                await UndoAsync();
                break;
            case "submit":
                await SubmitAsync();
                break;
        }

        await ReadAsync();
    }

    private void ReadForm()
    {
        var sent = Context.Request.Form;
        var grounds = sent["Grounds"].Select(value => Enum.TryParse<Grounds>(value, out var ground) ? ground : ContentWatch.Review.Grounds.None)
            .Aggregate(ContentWatch.Review.Grounds.None, (all, ground) => all | ground);
        chosen = Enum.TryParse<VerdictKind>(sent["Kind"], out var kind) && Enum.IsDefined(kind) ? kind : null;
        form = new(
            chosen ?? VerdictKind.Dismiss,
            grounds,
            Filled("TermsClause"),
            Enum.TryParse<ExemptPurpose>(sent["Purpose"], out var purpose) && Enum.IsDefined(purpose) ? purpose : null,
            Filled("Finding"),
            Filled("Note"));

        string? Filled(string field) => string.IsNullOrWhiteSpace(sent[field]) ? null : sent[field].ToString();
    }

    private async Task RevealAsync()
    {
        switch (await Desk.RevealAsync(Id, Me, Cancel))
        {
            case ReadingOutcome.Opened text:
                opened = text;
                break;
            case ReadingOutcome.Refused refused:
                problem = Words(refused.Reason);
                break;
        }
    }

    private async Task UndoAsync()
    {
        _ = Guid.TryParse(Context.Request.Form["UndoId"], out var id);
        switch (await Desk.UndoAsync(id, Me, Cancel))
        {
            case UndoOutcome.TakenBack:
                await GiveBackUnreadAsync();
                Navigation.NavigateTo($"{Urls.Case(id)}?undone=true");
                break;
            case UndoOutcome.Refused refused:
                problem = Words(refused.Reason);
                break;
        }
    }

    /// <summary>The next case only came along with the verdict that is now taken back: nobody looked into it, so it goes back.</summary>
    private async Task GiveBackUnreadAsync()
    {
        if (facts is { Yours: true, ReadByYouHere: false })
        {
            await Desk.ReleaseAsync(Id, Me, comesBack: true, Cancel);
        }
    }

    private async Task SubmitAsync()
    {
        if (chosen is null)
        {
            problem = V["ChooseVerdict"];
            return;
        }

        _ = int.TryParse(Context.Request.Form["Version"], NumberStyles.None, CultureInfo.InvariantCulture, out var expected);
        switch (await Desk.DecideAsync(Id, Me, form, expected, Cancel))
        {
            case VerdictOutcome.Decided:
                var next = await Desk.ClaimNextAsync(Me, Cancel);
                Navigation.NavigateTo(next is CaseOutcome.Claimed claimed ? $"{Urls.Case(claimed.CaseId)}?after={Id}" : Urls.Queue);
                break;
            case VerdictOutcome.Missing missing:
                problem = V["Missing", Words(missing.Fields)];
                break;
            case VerdictOutcome.TooLong tooLong:
                problem = V["TooLong", Words(tooLong.Fields)];
                break;
            case VerdictOutcome.Protected:
                problem = V["Protected"];
                break;
            case VerdictOutcome.FoundExempt exempt:
                problem = V["FoundExempt", exempt.Number];
                break;
            case VerdictOutcome.Changed changed:
                SayStale();
                problem = V[changed.Act == "case.decided" ? "DecidedMeanwhile" : "Changed", changed.By ?? "?", V["Act." + changed.Act].Value, changed.At?.Clock() ?? "?"];
                break;
            case VerdictOutcome.Refused refused:
                SayStale();
                problem = refused.HeldBy is { } holder && refused.Reason == CaseRefusal.HeldByAnother ? V["TakenMeanwhile", holder] : Words(refused.Reason);
                break;
        }
    }

    /// <summary>The case is not any more as the form was drawn: RFC 9110, 15.5.13. What was filled in stays on the page.</summary>
    private void SayStale()
    {
        isStale = true;
        Context.Response.StatusCode = StatusCodes.Status412PreconditionFailed;
    }

    private void Tell(CaseOutcome outcome, string? then = null)
    {
        if (outcome is CaseOutcome.Refused refused)
        {
            problem = Words(refused.Reason);
        }
        else if (then is not null)
        {
            Navigation.NavigateTo(then);
        }
    }

    /// <summary>What submitting would do, in words.</summary>
    private string Does(VerdictKind kind, int places) => kind == VerdictKind.Refer ? V.Count("Does.Refer", places) : V["Does." + kind];

    private string Words(CaseRefusal reason) => V["Refusal." + reason];

    private string Words(IEnumerable<VerdictField> fields) => string.Join(", ", fields.Select(field => V["Field." + field].Value));
}
