using Carter;
using MediatR;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Workspaces;

/// <summary>GET /workspaces (the API's extension "Workspaces"): where the user may export results to.</summary>
static class ListWorkspaces
{
    internal sealed record Request(string UserId, Links Links, int? Limit, string? After) : IRequest<Response>;

    /// <summary>The workspaces, and the links to this and the next page.</summary>
    public sealed record Response(IReadOnlyList<Storage.Workspaces.Known> Workspaces, IReadOnlyList<Link> Links);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/workspaces",
            (CurrentUser user, Links links, string? limit, string? after, IMediator mediator, CancellationToken ct) =>
                mediator.Send(new Request(user.Id, links, Paging.ReadLimit(limit), after), ct));
    }

    internal sealed class Handler(Storage.Workspaces workspaces) : IRequestHandler<Request, Response>
    {
        public Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var page = Paging.Cut([.. workspaces.Of(request.UserId)], workspace => workspace.Id, request.Limit, request.After,
                request.Links.To("/workspaces"));
            return Task.FromResult(new Response(page.Items, page.Links));
        }
    }
}
