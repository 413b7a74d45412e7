using System.Globalization;
using ContentWatch.Accounts;
using ContentWatch.Archive;
using ContentWatch.Review;
using ContentWatch.Web.Accounts;
using ContentWatch.Web.Review;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace ContentWatch.Web.Archive;

/// <summary>The archive's search. Titles and snippets are content: they come in the answer to a post alone, never by an address, and every search is an entry of the log.</summary>
public sealed partial class SearchPage
{
    private static readonly HashSet<string> RightToLeftLanguages = ["ar", "fa", "he", "ur"];

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["lang"] = "lang:nl",
        ["provider"] = "provider:\"Meadow Forum\"",
        ["host"] = "host:forum.example",
        ["account"] = "account:meadow_7",
        ["label"] = "label:hateful",
        ["verdict"] = "verdict:refer",
        ["title"] = "title:picnic",
        ["hash"] = "hash:3f2a91c0",
        ["score"] = "score:>0.8",
        ["incitement"] = "incitement:0.2..0.8",
        ["hateful"] = "hateful:<=0.5",
        ["published"] = "published:2026-01..2026-03",
        ["seen"] = "seen:2026-11-27",
    };

    private ArchivePage? page;
    private string? problem;
    private int? place;
    private bool withSnippets;
    private IReadOnlySet<Guid> withoutModel = new HashSet<Guid>();
    private int waiting;

    /// <summary>The query as typed; null before the first search.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Q { get; set; }

    /// <summary>The order.</summary>
    [SupplyParameterFromQuery(Name = "sort")]
    public string? Sort { get; set; }

    /// <summary>Chosen values of facets, as <c>Language:nl</c>.</summary>
    [SupplyParameterFromQuery(Name = "f")]
    public string[]? Chosen { get; set; }

    /// <summary>Where the page begins.</summary>
    [SupplyParameterFromQuery(Name = "cursor")]
    public string? Cursor { get; set; }

    [Inject]
    private IOptions<ReviewOptions> Options { get; set; } = null!;

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    private ArchiveSort Order => Enum.TryParse<ArchiveSort>(Sort, out var order) && Enum.IsDefined(order) ? order : ArchiveSort.Relevance;

    /// <summary>Reviewers learn no score before their own verdict, here as on the case.</summary>
    private bool ScoresHidden => Options.Value.BlindScore && (Context.User.IsInRole(Roles.Reviewer) || Context.User.IsInRole(Roles.SeniorReviewer));

    private IReadOnlyList<ArchiveFilter> Filters => [.. (Chosen ?? []).Select(Filter).OfType<ArchiveFilter>()];

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        waiting = (await Feed.LagAsync(Context.RequestAborted)).Waiting;
        if (!HttpMethods.IsPost(Context.Request.Method))
        {
            await SearchAsync();
        }
    }

    private async Task ShowSnippetsAsync()
    {
        withSnippets = true;
        await SearchAsync();
    }

    private async Task SearchAsync()
    {
        if (string.IsNullOrWhiteSpace(Q))
        {
            return;
        }

        try
        {
            var form = new SearchForm(Q) { Sort = Order, WithSnippets = withSnippets, WithoutScores = ScoresHidden, Filters = Filters, Cursor = Cursor };
            Show(await Desk.SearchAsync(PersonClaims.Actor(Context.User), form, Context.RequestAborted));
            if (!ScoresHidden && page is not null)
            {
                withoutModel = await Desk.WithoutModelAsync([.. page.Hits.Where(hit => hit.Scores.Count == 0).Select(hit => hit.Id)], Context.RequestAborted);
            }
        }
        catch (ArchiveUnavailableException)
        {
            problem = S["Away"];
        }
    }

    private void Show(SearchResult result)
    {
        switch (result)
        {
            case SearchResult.Found found:
                page = found.Page;
                break;
            case SearchResult.NotUnderstood { Problem: var wrong }:
                problem = S["Problem." + wrong.Code, wrong.Position, wrong.Argument ?? ""];
                place = wrong.Position - 1;
                break;
            case SearchResult.ScoresHidden:
                problem = S["ScoresHidden"];
                break;
            case SearchResult.CursorRefused:
                problem = S["CursorRefused"];
                break;
            case SearchResult.Refused refused:
                problem = refused.Reason;
                break;
        }
    }

    private static ArchiveFilter? Filter(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && Enum.TryParse<ArchiveFacet>(text[..colon], out var facet) && Enum.IsDefined(facet) ? new(facet, text[(colon + 1)..]) : null;
    }

    private string Name(ArchiveFilter filter) => filter.Facet switch
    {
        ArchiveFacet.Language => LanguageNames.Of(filter.Value),
        ArchiveFacet.Label => S["Label." + filter.Value],
        ArchiveFacet.Verdict => S["Verdict." + filter.Value],
        _ => filter.Value,
    };

    /// <summary>The query cut at the place where it is wrong: what stands before, the word that begins there, and the rest; null when there is no such place.</summary>
    private (string Before, string Wrong, string After)? Where()
    {
        if (place is not { } start || start >= Q!.Length)
        {
            return null;
        }

        var end = start + 1;
        while (end < Q.Length && !char.IsWhiteSpace(Q[end]))
        {
            end++;
        }

        return (Q[..start], Q[start..end], Q[end..]);
    }

    /// <summary>The fields that help whoever asks: those of scores only help who may see scores.</summary>
    private IEnumerable<(string Name, string Example)> Fields =>
        QueryParser.Fields.Where(name => !ScoresHidden || name is not ("label" or "score" or "incitement" or "hateful")).Select(name => (name, Examples[name]));

    private static string Share(int count, int most) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * count / Math.Max(1, most):0.#}%");

    private static bool RightToLeft(string language) => RightToLeftLanguages.Contains(language);

    /// <summary>A snippet cut into what was found and what stands around it.</summary>
    private static IEnumerable<(string Text, bool IsFound)> Parts(ArchiveSnippet snippet)
    {
        var at = 0;
        foreach (var found in snippet.Found)
        {
            yield return (snippet.Text[at..found.Start], false);
            yield return (snippet.Text.Substring(found.Start, found.Length), true);
            at = found.Start + found.Length;
        }

        yield return (snippet.Text[at..], false);
    }

    private static string Asking(string query) => $"{Urls.Search}?q={Uri.EscapeDataString(query)}";

    private string Url(IReadOnlyList<ArchiveFilter> filters, string? cursor)
    {
        var parts = new List<string> { $"q={Uri.EscapeDataString(Q ?? "")}", string.Create(CultureInfo.InvariantCulture, $"sort={Order}") };
        parts.AddRange(filters.Select(filter => $"f={Uri.EscapeDataString($"{filter.Facet}:{filter.Value}")}"));
        if (cursor is not null)
        {
            parts.Add($"cursor={Uri.EscapeDataString(cursor)}");
        }

        return $"{Urls.Search}?{string.Join('&', parts)}";
    }
}
