using System.Security.Cryptography;
using System.Text;

namespace ContentWatch.Accounts;

/// <summary>A secret of 256 random bits that is shown once and kept only as its hash.</summary>
internal static class Secret
{
    public static string New() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
