using Carter;
using MediatR;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Account;

/// <summary>GET /credentials/oidc: the OpenID Connect providers whose tokens count here. Only there when one is configured.</summary>
static class ListIdentityProviders
{
    internal sealed record Request(Links Links) : IRequest<Document>;

    /// <summary>The providers.</summary>
    public sealed record Response(IReadOnlyList<Provider> Providers);

    /// <summary>A provider, and the clients that openEO clients may be at it.</summary>
    public sealed record Provider(
        string Id, string Issuer, string Title, string? Description, IReadOnlyList<string> Scopes, IReadOnlyDictionary<string, string>? AuthorizationParameters,
        IReadOnlyList<Client>? DefaultClients);

    /// <summary>A client id, what it may do, and where a browser may come back to.</summary>
    public sealed record Client(string Id, IReadOnlyList<string> GrantTypes, IReadOnlyList<string>? RedirectUrls);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            if (app.ServiceProvider.GetRequiredService<OidcSettings>().Providers.Length > 0)
                app.MapGet("/credentials/oidc", (Links links, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links), ct));
        }
    }

    internal sealed class Handler(Documents documents, IdentityProviders providers) : IRequestHandler<Request, Document>
    {
        public Task<Document> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(documents.Get("oidc", request.Links, 0, () => new Response([.. providers.All.Select(provider => Show(provider.Options))])));

        static Provider Show(IdentityProviderOptions options) => new(
            options.Id, options.Issuer, options.Title, options.Description, options.Scopes is [] ? ["openid"] : options.Scopes,
            options.AuthorizationParameters.Count == 0 ? null : options.AuthorizationParameters,
            options.DefaultClients.Length == 0 ? null
            : [.. options.DefaultClients.Select(client => new Client(client.Id, client.GrantTypes, client.RedirectUrls))]);
    }
}
