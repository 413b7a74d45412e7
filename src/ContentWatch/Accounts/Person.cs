using Microsoft.AspNetCore.Identity;

namespace ContentWatch.Accounts;

/// <summary>Somebody of the unit with an account. Colleagues see the call sign, never the name.</summary>
public sealed class Person : IdentityUser<Guid>
{
    /// <summary>How pages and records name the person: <c>R-14</c>; unique; 1 to 20 characters.</summary>
    public required string CallSign { get; set; }

    /// <summary>Language of the interface: <c>en</c> or <c>nl</c>; null to follow the browser.</summary>
    public string? Language { get; set; }

    /// <summary>Theme: <c>light</c> or <c>dark</c>; null to follow the system.</summary>
    public string? Theme { get; set; }

    /// <summary>When the account was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the account was closed; null while it is open. A closed account cannot sign in and its sessions end.</summary>
    public DateTimeOffset? DisabledAt { get; set; }
}
