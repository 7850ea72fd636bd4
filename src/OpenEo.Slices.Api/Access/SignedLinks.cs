using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Addresses that need no login: path, expiry and the job's link version, sealed with a key that only the service knows. Good for <c>Results:LinkHours</c>,
/// or until revoked when the owner asks for that. What a link leads to has links that end when it ends, so that nobody who was given one makes it longer.
/// Raising a job's link version makes all its links void.
/// </summary>
sealed class SignedLinks(Secrets secrets, TimeProvider clock, ResultSettings settings)
{
    readonly TimeSpan lifetime = TimeSpan.FromHours(settings.LinkHours);

    // The last second that STAC's and RFC 3339's four digits for a year can say.
    static readonly DateTimeOffset never = new(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

    /// <summary>Gets the key, for any number of links that expire together.</summary>
    /// <param name="links">Addresses.</param>
    /// <param name="version">The job's link version.</param>
    /// <param name="shown">The link by which somebody asks, whose end is the end of all; null for the owner.</param>
    /// <param name="untilRevoked">The owner wants links that hold until they are revoked.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Signer> OpenAsync(Links links, int version, LinkProof? shown, bool untilRevoked, CancellationToken ct)
    {
        // To whole seconds: what is shown is what is sealed.
        var expires = shown?.Expires ?? (untilRevoked ? never : DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + lifetime).ToUnixTimeSeconds()));
        return new Signer(await secrets.GetAsync("links", ct), links, version, expires);
    }

    /// <summary>
    /// What a request's signature vouches for, or null when the request carries none. Fails with <c>PermissionsInsufficient</c> when
    /// it is not one of ours, and with <c>ResultLinkExpired</c> when it was.
    /// </summary>
    /// <param name="request">The request, with <c>expires</c>, <c>version</c> and <c>signature</c> in its query.</param>
    /// <param name="path">The API path that was signed.</param>
    /// <param name="query">The part of the query that was signed with it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<LinkProof?> VerifyAsync(HttpRequest request, string path, string query, CancellationToken ct)
    {
        var signature = request.Query["signature"].ToString();
        if (signature.Length == 0) return null;
        if (!long.TryParse(request.Query["expires"], CultureInfo.InvariantCulture, out var expires)
            || !int.TryParse(request.Query["version"], CultureInfo.InvariantCulture, out var version))
            throw Forged();
        var expected = Signer.Seal(await secrets.GetAsync("links", ct), path, query, expires, version);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(signature))) throw Forged();
        return expires > clock.GetUtcNow().ToUnixTimeSeconds() ? new LinkProof(version, DateTimeOffset.FromUnixTimeSeconds(expires))
            : throw new OpenEoException(ErrorCodes.ResultLinkExpired);
    }

    /// <summary>The link is not, or no longer, one of ours.</summary>
    public static OpenEoException Forged() => new(FaultCodes.PermissionsInsufficient, "The link's signature is not valid. Ask for the job's results again.");
}
