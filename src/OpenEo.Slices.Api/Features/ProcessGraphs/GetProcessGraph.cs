using System.Text.Json.Nodes;
using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>
/// GET /process_graphs/{process_graph_id}: one of the user's own processes, as it was stored. One that is shared has a <c>canonical</c> link, at which it needs
/// no login.
/// </summary>
static class GetProcessGraph
{
    internal sealed record Request(string UserId, Links Links, string Id) : IRequest<JsonNode>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/process_graphs/{process_graph_id}",
            async ([FromRoute(Name = "process_graph_id")] string id, CurrentUser user, Links links, IMediator mediator, CancellationToken ct) =>
                Results.Ok(await mediator.Send(new Request(user.Id, links, id), ct)));
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, JsonNode>
    {
        const string Select = "SELECT process::text, share_token FROM process_graphs WHERE user_id = @UserId AND id = @Id";

        sealed record Row(string Process, string? ShareToken);

        public async Task<JsonNode> Handle(Request request, CancellationToken cancellationToken)
        {
            var row = Json.IsKey(request.Id) ? await db.FindAsync<Row>(Select, request, cancellationToken) : null;
            var process = (JsonObject)JsonNode.Parse(row?.Process ?? throw new OpenEoException(ErrorCodes.ProcessGraphNotFound, ("identifier", request.Id)))!;
            return row.ShareToken is null ? process : SharedProcess.AddLink(process, request.Links, row.ShareToken);
        }
    }
}
