using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>DELETE /process_graphs/{process_graph_id}. Jobs that call the process stay; they fail when they are started again.</summary>
static class DeleteProcessGraph
{
    internal sealed record Request(string UserId, string Id) : IRequest;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapDelete("/process_graphs/{process_graph_id}",
            async ([FromRoute(Name = "process_graph_id")] string id, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                await mediator.Send(new Request(user.Id, id), ct);
                return Results.NoContent();
            });
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, Unit>
    {
        const string Delete = "DELETE FROM process_graphs WHERE user_id = @UserId AND id = @Id";

        public async Task<Unit> Handle(Request request, CancellationToken cancellationToken)
        {
            if (!Json.IsKey(request.Id) || await db.ExecuteAsync(Delete, request, cancellationToken) == 0)
                throw new OpenEoException(ErrorCodes.ProcessGraphNotFound, ("identifier", request.Id));
            return Unit.Value;
        }
    }
}
