namespace ContentWatch.Refer;

/// <summary>The channels there are, by name.</summary>
public sealed class ChannelBook
{
    private readonly Dictionary<string, IReferralChannel> channels = [];

    /// <summary>Collects them.</summary>
    /// <exception cref="InvalidOperationException">Two have one name.</exception>
    public ChannelBook(IEnumerable<IReferralChannel> all)
    {
        ArgumentNullException.ThrowIfNull(all);
        foreach (var channel in all)
        {
            if (!channels.TryAdd(channel.Name, channel))
            {
                throw new InvalidOperationException($"Two referral channels are called '{channel.Name}'.");
            }
        }
    }

    /// <summary>The channel of that name; null when there is none.</summary>
    public IReferralChannel? Find(string? name) => name is null ? null : channels.GetValueOrDefault(name);

    /// <summary>What there is, for a message.</summary>
    public string Names => string.Join(", ", channels.Keys.Order(StringComparer.Ordinal));
}
