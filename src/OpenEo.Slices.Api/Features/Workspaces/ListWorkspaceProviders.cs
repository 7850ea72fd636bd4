using Carter;
using MediatR;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Workspaces;

/// <summary>GET /workspace_providers: the kinds of workspaces. The operator sets them up, so users have nothing to fill in.</summary>
static class ListWorkspaceProviders
{
    internal sealed record Request : IRequest<Response>;

    /// <summary>One kind.</summary>
    public sealed record Provider(string Title, string Description, IReadOnlyDictionary<string, object> Parameters, IReadOnlyList<Link> Links);

    /// <summary>The kinds by name.</summary>
    public sealed record Response(IReadOnlyDictionary<string, Provider> Providers, IReadOnlyList<Link> Links);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/workspace_providers", (IMediator mediator, CancellationToken ct) => mediator.Send(new Request(), ct));
    }

    internal sealed class Handler : IRequestHandler<Request, Response>
    {
        static readonly Response all = new(
            new Dictionary<string, Provider>
            {
                ["folder"] = new("Folder", "A folder of the operator, on a disk that the service shares with others. Workspaces of this kind are set up by the "
                    + "operator.", new Dictionary<string, object>(), []),
                ["s3"] = new("Object store", "A bucket of a store that speaks S3. Workspaces of this kind are set up by the operator.",
                    new Dictionary<string, object>(), []),
            }, []);

        public Task<Response> Handle(Request request, CancellationToken cancellationToken) => Task.FromResult(all);
    }
}
