using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace OpenEo.Slices.Api.Access;

/// <summary>Password hashes: PBKDF2 with SHA-512, a salt each, and as many rounds as is advised today.</summary>
sealed class Passwords : IDisposable
{
    /// <summary>OWASP's figure for PBKDF2-HMAC-SHA512; a guess costs about a tenth of a second of one core.</summary>
    const int Rounds = 210_000;

    readonly PasswordHasher<string> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Rounds }));

    // At most half of the cores hash at a time: a flood of logins must not starve the rest.
    readonly SemaphoreSlim lanes = new(Math.Max(1, Environment.ProcessorCount / 2));

    readonly Lazy<string> nobody;

    /// <summary>No arguments: the rules are the same everywhere.</summary>
    public Passwords() => nobody = new(() => hasher.HashPassword("", Guid.NewGuid().ToString()));

    /// <summary>The hash to store.</summary>
    public string Hash(string password) => hasher.HashPassword("", password);

    /// <summary>Whether the password is the one that was hashed. Takes as long for a user who does not exist (null) as for one who does.</summary>
    public async Task<bool> VerifyAsync(string? hash, string password, CancellationToken ct)
    {
        await lanes.WaitAsync(ct);
        try
        {
            var result = hasher.VerifyHashedPassword("", hash ?? nobody.Value, password);
            return hash is not null && result is not PasswordVerificationResult.Failed;
        }
        finally
        {
            lanes.Release();
        }
    }

    public void Dispose() => lanes.Dispose();
}
