using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Workspaces;

/// <summary>GET /workspaces/{workspace_id}: one workspace of the user.</summary>
static class GetWorkspace
{
    internal sealed record Request(string UserId, string WorkspaceId) : IRequest<Storage.Workspaces.Known>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/workspaces/{workspace_id}",
            ([FromRoute(Name = "workspace_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
                mediator.Send(new Request(user.Id, id), ct));
    }

    internal sealed class Handler(Storage.Workspaces workspaces) : IRequestHandler<Request, Storage.Workspaces.Known>
    {
        public Task<Storage.Workspaces.Known> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(workspaces.Of(request.UserId).FirstOrDefault(workspace => workspace.Id == request.WorkspaceId)
                ?? throw new OpenEoException(ErrorCodes.WorkspaceNotFound, ("identifier", request.WorkspaceId)));
    }
}
