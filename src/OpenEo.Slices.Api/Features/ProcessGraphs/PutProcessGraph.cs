using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Carter;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>
/// PUT /process_graphs/{process_graph_id}: stores a process of the user's own, or replaces it as a whole. With <c>"public": true</c> anybody who knows its
/// canonical link may read it; storing it again without takes that back. Arguments that a called process does not have are no reason to refuse it: they are
/// refused when it runs. Beyond the API, the answer tells them and other warnings, when there are any.
/// </summary>
static class PutProcessGraph
{
    internal sealed record Request(string UserId, string Id, JsonElement Body) : IRequest<Response>;

    /// <summary>What is not as openEO has it, or will be refused when the process runs.</summary>
    public sealed record Response(IReadOnlyList<Warning> Warnings);

    /// <summary>A warning, and where it is.</summary>
    public sealed record Warning(string Code, string Message, string? Node, string? Parameter);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPut("/process_graphs/{process_graph_id}",
            async ([FromRoute(Name = "process_graph_id")] string id, [FromBody] JsonElement body, CurrentUser user, IMediator mediator, CancellationToken ct) =>
            {
                var response = await mediator.Send(new Request(user.Id, id, body), ct);
                return response.Warnings.Count == 0 ? Results.Ok() : Results.Ok(response);
            });
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator()
        {
            RuleFor(r => r.Id).Must(UserDefinedProcess.IsId).WithErrorCode(FaultCodes.ProcessInvalid)
                .WithMessage("The id of a process has 1 to 200 letters, digits, underscores and hyphens.");
            RuleFor(r => r.Id).Must(id => ProcessCatalog.Find(id) is null).WithErrorCode(ErrorCodes.PredefinedProcessExists)
                .WithMessage(r => $"The service has a process '{r.Id}' already. Choose another name.");
            RuleFor(r => r.Body).Must(body => body.ValueKind is JsonValueKind.Object && Json.IsText(body)).WithErrorCode(FaultCodes.ProcessInvalid)
                .WithMessage("The body must be a process, a JSON object with a 'process_graph'.");
            RuleFor(r => r.Body).Must(body => !Json.IsText(body) || !body.GetRawText().Contains("\\u0000", StringComparison.Ordinal))
                .WithErrorCode(FaultCodes.ProcessInvalid).WithMessage("The process has a text with a zero character.");
        }
    }

    internal sealed class Handler(NpgsqlDataSource db, GraphChecker checker, TimeProvider clock) : IRequestHandler<Request, Response>
    {
        const string Upsert = """
            INSERT INTO process_graphs (user_id, id, process, share_token, created, updated)
            VALUES (@UserId, @Id, @process::json, @token, @now, @now)
            ON CONFLICT (user_id, id) DO UPDATE
            SET process = excluded.process, updated = excluded.updated,
                share_token = CASE WHEN excluded.share_token IS NOT NULL THEN coalesce(process_graphs.share_token, excluded.share_token) END
            """;

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var (faults, warnings, _) = await checker.CheckDefinitionAsync(request.UserId, request.Id, request.Body, cancellationToken);
            if (faults.Where(fault => fault.Code is not FaultCodes.ProcessParameterUnsupported).ToList() is { Count: > 0 } fatal)
                throw new ProcessGraphException(fatal);
            var isPublic = request.Body.TryGetProperty("public", out var flag) && flag.ValueKind is JsonValueKind.True;
            await db.ExecuteAsync(Upsert, new
            {
                request.UserId,
                request.Id,
                process = StoredProcess.Write(request.Body, request.Id),
                token = isPublic ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(18)) : null,
                now = clock.GetUtcNow(),
            }, cancellationToken);
            return new Response([.. faults.Concat(warnings).Where(warning => warning.Code is not NoticeCodes.ProcessExperimental)
                .Select(warning => new Warning(warning.Code, warning.Message, warning.Node, warning.Parameter))]);
        }
    }
}
