using System.Net;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Lets nobody in as the demo user, whose password everybody knows, through a gateway that the operator has not told us of: it makes a stranger's request
/// one of this machine.
/// </summary>
static class DemoDoor
{
    // What gateways add. The originals are where ASP.NET keeps what it has taken from trusted ones.
    static readonly string[] signs =
    [
        "Forwarded", "Via", "X-Real-IP", "X-Scheme", "Forwarded-For", "CDN-Loop", "X-ARR-LOG-ID", "X-Envoy-External-Address",
    ];

    static readonly string[] beginnings = ["X-Forwarded", "X-Original-", "CF-", "X-Envoy-", "Tailscale-"], ends = ["Client-IP", "Connecting-IP"];

    // Pages that may log in beside those of this machine: the Web Editor, which the README leads to.
    const string Editor = "editor.openeo.org";

    /// <summary>Fails with <c>CredentialsInvalid</c>, and says why, when the request may come from elsewhere than this machine.</summary>
    /// <param name="request">A login.</param>
    public static void Demand(HttpRequest request)
    {
        if (ReasonToDoubt(request) is { } reason)
            throw new OpenEoException(ErrorCodes.CredentialsInvalid,
                $"The demo user can log in only on the machine itself, at a loopback address and without a gateway between. Of this request: {reason}. "
                + "Ask the operator for a user of your own (users add NAME).");
    }

    /// <summary>Why a request may come from elsewhere than this machine; null when it does not.</summary>
    public static string? ReasonToDoubt(HttpRequest request) =>
        request.Headers.Keys.FirstOrDefault(IsSign) is { } sign ? $"it has the header {sign}"
            : !IsLoopback(request.Host.Host) ? $"it is for the host '{request.Host.Host}'"
            : request.HttpContext.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address) ? "it comes from another address"
            : request.Headers.Origin.FirstOrDefault(origin => !IsHome(origin)) is { } origin ? $"its header Origin is '{origin}'"
            // Gateways ask like this (nginx does if not told otherwise); the clients of a person do not.
            : request.Protocol == "HTTP/1.0" ? "it is made in HTTP/1.0"
            : null;

    static bool IsSign(string header) => signs.Contains(header, StringComparer.OrdinalIgnoreCase)
        || Array.Exists(beginnings, beginning => header.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
        || Array.Exists(ends, end => header.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    // Any page that is looked at on this machine could log in otherwise.
    static bool IsHome(string? origin) => string.IsNullOrEmpty(origin)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var page) && (IsLoopback(page.Host) || (page.Host == Editor && page.Scheme == Uri.UriSchemeHttps)));

    static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
