namespace ContentWatch.Acquire.Sources;

/// <summary>What a source is made from, and what can be changed of it later: all but the start.</summary>
/// <param name="Name">What people call it; 1 to 200 characters; unique.</param>
/// <param name="StartUrl">Where it starts.</param>
/// <param name="Scope">Which addresses belong to it, as <see cref="SourceScope"/> reads it; empty for the folder of the start.</param>
/// <param name="MaxDepth">Links away from the start; 0 to 20.</param>
/// <param name="MaxPages">Pages in all; 1 to 1,000,000.</param>
/// <param name="LegalBasis">The legal basis, in words; 1 to 1,000 characters.</param>
public sealed record SourceForm(string Name, string StartUrl, string Scope, int MaxDepth, int MaxPages, string LegalBasis)
{
    /// <summary>Pages of one host of a hundred; 1 to 100; default 100.</summary>
    public int HostShare { get; init; } = 100;

    /// <summary>Mebibytes over the wire in a day; 1 to 1,000,000; default 1,024.</summary>
    public int MaxMebibytesPerDay { get; init; } = 1_024;

    /// <summary>Minutes of fetching in a day; 1 to 1,440; default 240.</summary>
    public int MaxMinutesPerDay { get; init; } = 240;

    /// <summary>Hours before a page is visited again, at the least; 1 to 8,760; default 1.</summary>
    public int RevisitFloorHours { get; init; } = 1;

    /// <summary>Hours before a page is visited again, at the most; from the least to 8,760; default 336.</summary>
    public int RevisitCeilingHours { get; init; } = 336;

    /// <summary>A source as its form.</summary>
    public static SourceForm Of(Source source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new(source.Name, source.StartUrl, source.Scope, source.MaxDepth, source.MaxPages, source.LegalBasis)
        {
            HostShare = source.HostShare,
            MaxMebibytesPerDay = (int)(source.MaxBytesPerDay >> 20),
            MaxMinutesPerDay = (int)source.MaxTimePerDay.TotalMinutes,
            RevisitFloorHours = (int)source.RevisitFloor.TotalHours,
            RevisitCeilingHours = (int)source.RevisitCeiling.TotalHours,
        };
    }

    /// <summary>The scope that is meant: the rules, or the folder of the start.</summary>
    internal string ScopeOrFolder(CaptureUri start) => string.IsNullOrWhiteSpace(Scope) ? $"+ {start.Resolve(".")!.Key}" : SourceScope.Parse(Scope).ToString();

    /// <summary>What does not hold; null when all does.</summary>
    internal SourceWrong? Wrong(OutboundRule outbound) => this switch
    {
        _ when Name.Trim().Length is < 1 or > 200 => new(nameof(Name), "A name has 1 to 200 characters."),
        _ when !CaptureUri.TryParse(StartUrl, out var start, out var reason) || (reason = outbound.Refusal(start)) is not null => new(nameof(StartUrl), reason),
        _ when !string.IsNullOrWhiteSpace(Scope) && !SourceScope.TryParse(Scope, out _, out var reason) => new(nameof(Scope), reason),
        _ when !SourceScope.Parse(ScopeOrFolder(CaptureUri.Parse(StartUrl))).Contains(CaptureUri.Parse(StartUrl)) => new(nameof(Scope), "The start is not within the scope."),
        _ when MaxDepth is < 0 or > 20 => new(nameof(MaxDepth), "The depth is 0 to 20."),
        _ when MaxPages is < 1 or > 1_000_000 => new(nameof(MaxPages), "The pages are 1 to 1,000,000."),
        _ when HostShare is < 1 or > 100 => new(nameof(HostShare), "The share of a host is 1 to 100 of a hundred pages."),
        _ when MaxMebibytesPerDay is < 1 or > 1_000_000 => new(nameof(MaxMebibytesPerDay), "The mebibytes in a day are 1 to 1,000,000."),
        _ when MaxMinutesPerDay is < 1 or > 1_440 => new(nameof(MaxMinutesPerDay), "The minutes in a day are 1 to 1,440."),
        _ when RevisitFloorHours is < 1 or > 8_760 => new(nameof(RevisitFloorHours), "The least time between two visits is 1 to 8,760 hours."),
        _ when RevisitCeilingHours is > 8_760 || RevisitCeilingHours < RevisitFloorHours => new(nameof(RevisitCeilingHours), "The most time between two visits is the least to 8,760 hours."),
        _ when LegalBasis.Trim().Length is < 1 or > 1_000 => new(nameof(LegalBasis), "Say the legal basis in 1 to 1,000 characters."),
        _ => null,
    };

    /// <summary>Writes it into a source, all but the start.</summary>
    internal void Fill(Source source)
    {
        source.Name = Name.Trim();
        source.Scope = ScopeOrFolder(CaptureUri.Parse(source.StartUrl));
        source.MaxDepth = MaxDepth;
        source.MaxPages = MaxPages;
        source.HostShare = HostShare;
        source.MaxBytesPerDay = (long)MaxMebibytesPerDay << 20;
        source.MaxTimePerDay = TimeSpan.FromMinutes(MaxMinutesPerDay);
        source.RevisitFloor = TimeSpan.FromHours(RevisitFloorHours);
        source.RevisitCeiling = TimeSpan.FromHours(RevisitCeilingHours);
        source.LegalBasis = LegalBasis.Trim();
        source.JudgeBudget();
    }
}

/// <summary>A field of a <see cref="SourceForm"/> that does not hold.</summary>
/// <param name="Field">Which, by its name there.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record SourceWrong(string Field, string Reason);

/// <summary>What became of adding a source or changing one.</summary>
public abstract record SourceSet
{
    private SourceSet()
    {
    }

    /// <summary>It stands as the form says; a new one has its start as a lead.</summary>
    /// <param name="SourceId">Its id.</param>
    public sealed record Done(Guid SourceId) : SourceSet;

    /// <summary>A field does not hold; nothing changed.</summary>
    /// <param name="Wrong">Which, and why.</param>
    public sealed record Refused(SourceWrong Wrong) : SourceSet;

    /// <summary>There is no such source.</summary>
    public sealed record Unknown : SourceSet;
}
