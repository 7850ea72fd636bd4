using System.Text.Json.Nodes;
using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>
/// GET /shared/processes/{token}: a process that its owner shares, for anybody who
/// knows the address; also the <c>namespace</c> under which other services call it.
/// </summary>
static class GetSharedProcess
{
    internal sealed record Request(Links Links, string Token) : IRequest<JsonNode>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/shared/processes/{token}",
            async (string token, Links links, IMediator mediator, CancellationToken ct) => Results.Ok(await mediator.Send(new Request(links, token), ct)))
            .ExcludeFromDescription();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, JsonNode>
    {
        // Whoever knows the token has it from the owner, directly or not.
        const string Select = "SELECT process::text FROM process_graphs WHERE share_token = @Token";

        public async Task<JsonNode> Handle(Request request, CancellationToken cancellationToken)
        {
            var process = Json.IsKey(request.Token) ? await db.FindAsync<string>(Select, new { request.Token }, cancellationToken) : null;
            return SharedProcess.AddLink((JsonObject)JsonNode.Parse(process ?? throw new OpenEoException(ErrorCodes.NotFound))!, request.Links, request.Token);
        }
    }
}
