using System.Net;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Stac;

/// <summary>The way of a request through redirects. Each hop must be one that the policy allows.</summary>
sealed class Redirects(LocationPolicy policy, Uri start)
{
    const int Most = 5;

    int hops;

    /// <summary>Where the next request goes.</summary>
    public Uri Address { get; private set; } = start;

    /// <summary>
    /// Whether the next request is to fetch what a search has found (303), and not to repeat it. After other redirects a search stays one: without its body it
    /// would find other things, in silence.
    /// </summary>
    public bool Fetches { get; private set; }

    /// <summary>Whether the answer leads on, which is where <see cref="Address"/> is then.</summary>
    /// <exception cref="HttpRequestException">It leads too far, or nowhere.</exception>
    /// <exception cref="ProcessGraphException">It leads to where nothing may be read.</exception>
    public bool Follow(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)) return false;
        if (response.Headers.Location is not { } link) return false;
        if (++hops > Most) throw new HttpRequestException($"it is redirected more than {Most} times");
        var next = new Uri(Address, link);
        if (next.Scheme != Uri.UriSchemeHttp && next.Scheme != Uri.UriSchemeHttps)
            throw new HttpRequestException($"it is redirected to an address with '{next.Scheme}:', which is not http(s)");
        if (Address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps)
            throw new HttpRequestException($"it is redirected from https to http at '{next.Host}'");
        policy.Demand(next.AbsoluteUri);
        (Address, Fetches) = (next, Fetches || response.StatusCode == HttpStatusCode.SeeOther);
        return true;
    }
}
