using System.Text.Json.Nodes;
using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Features.Processes;

/// <summary>
/// GET /processes/{namespace}/{process}: one process of the namespace <c>backend</c>, or, for its owner, <c>user</c>. The API does not define it, but some
/// clients ask for it.
/// </summary>
static class GetProcess
{
    internal sealed record Request(string? UserId, string Namespace, string Process) : IRequest<JsonNode>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/processes/{namespace}/{process}",
            async (string @namespace, string process, HttpContext context, IMediator mediator, CancellationToken ct) =>
            {
                var user = @namespace == "user" ? await CurrentUser.OfAsync(context) : null;
                return Results.Ok(await mediator.Send(new Request(user?.Id, @namespace, process), ct));
            }).ExcludeFromDescription();
    }

    internal sealed class Handler(NpgsqlDataSource db) : IRequestHandler<Request, JsonNode>
    {
        const string Select = "SELECT process::text FROM process_graphs WHERE user_id = @UserId AND id = @Process";

        public async Task<JsonNode> Handle(Request request, CancellationToken cancellationToken)
        {
            var process = request.Namespace switch
            {
                "backend" => ProcessCatalog.Find(request.Process)?.Definition.ToJson(),
                "user" when Json.IsKey(request.Process)
                    && await db.FindAsync<string>(Select, new { request.UserId, request.Process }, cancellationToken) is { } json => JsonNode.Parse(json),
                _ => null,
            };
            return process ?? throw new OpenEoException(FaultCodes.ProcessUnsupported, ("process", request.Process), ("namespace", request.Namespace));
        }
    }
}
