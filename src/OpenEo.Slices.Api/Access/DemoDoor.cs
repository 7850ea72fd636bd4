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
        "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server",
        "X-Original-For", "X-Original-Host", "X-Original-Proto", "X-Real-IP", "X-Client-IP", "CF-Connecting-IP", "True-Client-IP", "Forwarded-For",
    ];

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
        signs.FirstOrDefault(request.Headers.ContainsKey) is { } sign ? $"it has the header {sign}"
            : !IsLoopback(request.Host.Host) ? $"it is for the host '{request.Host.Host}'"
            : request.HttpContext.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address) ? "it comes from another address"
            // Gateways ask like this (nginx does if not told otherwise); the clients of a person do not.
            : request.Protocol == "HTTP/1.0" ? "it is made in HTTP/1.0"
            : null;

    static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
