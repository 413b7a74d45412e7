namespace ContentWatch.Refer;

/// <summary>Where a provider is reached.</summary>
/// <param name="Address">The base address of its channel.</param>
/// <param name="Secret">The secret; null when it needs none. Never logged.</param>
public sealed record ChannelAddress(Uri Address, string? Secret)
{
    /// <summary>The address alone: a secret is never printed.</summary>
    public override string ToString() => Address.ToString();
}

/// <summary>What a provider answered, or why there is no answer.</summary>
public abstract record ChannelAnswer
{
    private ChannelAnswer()
    {
    }

    /// <summary>The provider has the referral and says where it stands.</summary>
    /// <param name="Outcome">What it says; <see cref="Outcome.None"/> when it only has it.</param>
    /// <param name="Reason">Its reason, cleaned and cut to 1,000 characters; null when none.</param>
    /// <param name="ProviderReference">Its own reference, cut to 200 characters; null when none.</param>
    /// <param name="Status">The HTTP status.</param>
    public sealed record Told(Outcome Outcome, string? Reason, string? ProviderReference, int Status) : ChannelAnswer;

    /// <summary>The provider refuses this referral for good, or the request is wrong: a person has to look.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Status">The HTTP status; null without one.</param>
    public sealed record Refused(string Reason, int? Status) : ChannelAnswer;

    /// <summary>No usable answer; another try under the same key may bring one.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Status">The HTTP status; null without one.</param>
    /// <param name="RetryAfter">When the provider asks to come back; null when it does not say.</param>
    public sealed record Failed(string Reason, int? Status, TimeSpan? RetryAfter) : ChannelAnswer;
}

/// <summary>
/// How a kind of provider is reached. Implementations are thread-safe, send the same reference and key with every attempt, follow no
/// redirect, and give every failure of the far side as a value; what they throw is a bug.
/// </summary>
public interface IReferralChannel
{
    /// <summary>Its name in <see cref="Provider.Channel"/>.</summary>
    string Name { get; }

    /// <summary>Delivers a letter; delivering it again under its key changes nothing at the provider.</summary>
    Task<ChannelAnswer> SendAsync(ChannelAddress to, ReferralLetter letter, CancellationToken cancellationToken);

    /// <summary>Asks what became of a referral.</summary>
    Task<ChannelAnswer> AskAsync(ChannelAddress to, string reference, CancellationToken cancellationToken);
}
