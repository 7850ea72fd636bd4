using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Addresses that need no login: path, expiry and the job's link version, sealed with a key that only the service knows. Good for <c>Results:LinkHours</c>.
/// Raising a job's link version makes all its links void.
/// </summary>
sealed class SignedLinks(Secrets secrets, TimeProvider clock, ResultSettings settings)
{
    readonly TimeSpan lifetime = TimeSpan.FromHours(settings.LinkHours);

    /// <summary>Gets the key, for any number of links that expire together.</summary>
    public async Task<Signer> OpenAsync(Links links, int version, CancellationToken ct)
    {
        // To whole seconds: what is shown is what is sealed.
        var expires = DateTimeOffset.FromUnixTimeSeconds((clock.GetUtcNow() + lifetime).ToUnixTimeSeconds());
        return new Signer(await secrets.GetAsync("links", ct), links, version, expires);
    }

    /// <summary>
    /// The job's link version that a request's signature vouches for, or null when the request carries none. Fails with <c>PermissionsInsufficient</c> when
    /// it is not one of ours, and with <c>ResultLinkExpired</c> when it was.
    /// </summary>
    /// <param name="request">The request, with <c>expires</c>, <c>version</c> and <c>signature</c> in its query.</param>
    /// <param name="path">The API path that was signed.</param>
    /// <param name="query">The part of the query that was signed with it.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<int?> VerifyAsync(HttpRequest request, string path, string query, CancellationToken ct)
    {
        var signature = request.Query["signature"].ToString();
        if (signature.Length == 0) return null;
        if (!long.TryParse(request.Query["expires"], CultureInfo.InvariantCulture, out var expires)
            || !int.TryParse(request.Query["version"], CultureInfo.InvariantCulture, out var version))
            throw Forged();
        var expected = Signer.Seal(await secrets.GetAsync("links", ct), path, query, expires, version);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(signature))) throw Forged();
        return expires > clock.GetUtcNow().ToUnixTimeSeconds() ? version : throw new OpenEoException(ErrorCodes.ResultLinkExpired);
    }

    /// <summary>The link is not, or no longer, one of ours.</summary>
    public static OpenEoException Forged() => new(FaultCodes.PermissionsInsufficient, "The link's signature is not valid. Ask for the job's results again.");
}
