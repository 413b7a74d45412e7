using System.Globalization;
using ContentWatch.Audit;
using ContentWatch.Web.Accounts;
using ContentWatch.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace ContentWatch.Web.Audit;

/// <summary>The audit log: how it stands, its entries, and the proof of one. Opening it is an entry. For auditors.</summary>
public sealed partial class AuditPage
{
    private IReadOnlyList<AuditLeaf> leaves = [];
    private Dictionary<string, string> callSigns = [];
    private AuditEntryView? view;

    /// <summary>Acts that begin with this.</summary>
    [SupplyParameterFromQuery(Name = "act")]
    public string? Act { get; set; }

    /// <summary>Exactly this subject.</summary>
    [SupplyParameterFromQuery(Name = "subject")]
    public string? Subject { get; set; }

    /// <summary>Exactly this actor.</summary>
    [SupplyParameterFromQuery(Name = "by")]
    public string? By { get; set; }

    /// <summary>Only entries before this one.</summary>
    [SupplyParameterFromQuery(Name = "before")]
    public long? Before { get; set; }

    /// <summary>The entry whose proof is shown.</summary>
    [SupplyParameterFromQuery(Name = "entry")]
    public long? Entry { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        var cancel = Context.RequestAborted;
        leaves = await Log.ReadAsync(PersonClaims.Actor(Context.User), new(Act, Subject, By, Before), Entry, cancel);
        view = Entry is { } index ? await Log.FindAsync(index, cancel) : null;
        await using var db = Database.Read();
        callSigns = await db.Users.ToDictionaryAsync(person => person.Id.ToString(), person => person.CallSign, cancel);
    }

    private string Name(AuditLeaf leaf) => leaf.ActorKind == ActorKind.Person
        ? callSigns.GetValueOrDefault(leaf.ActorId, leaf.ActorId)
        : $"{leaf.ActorKind} {(leaf.ActorId.Length > 12 ? leaf.ActorId[^12..] : leaf.ActorId)}";

    /// <summary>The kind and the last digits of an id: enough to tell two apart in a row.</summary>
    private static string Short(string subject) => subject.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && subject.Length - slash > 13
        ? $"{subject[..slash]}/…{subject[^8..]}"
        : subject;

    private string Url(long? entry, long? before)
    {
        var parts = new List<string>();
        Add("act", Act);
        Add("subject", Subject);
        Add("by", By);
        Add("before", before?.ToString(CultureInfo.InvariantCulture));
        Add("entry", entry?.ToString(CultureInfo.InvariantCulture));
        return parts.Count == 0 ? Urls.Audit : $"{Urls.Audit}?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }
}
