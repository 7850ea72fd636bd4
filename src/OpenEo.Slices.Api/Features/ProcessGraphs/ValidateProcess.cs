using System.Text.Json;
using Carter;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>
/// POST /validation: every fault of a process, as a list. First what shows without opening data; then, for users who are logged in, the whole graph is typed
/// by a worker for at most <c>Validation:Seconds</c> (default 1: clients validate before each request). What takes longer is found out by the job.
/// </summary>
public static class ValidateProcess
{
    internal sealed record Request(string? UserId, JsonElement Body) : IRequest<Response>;

    /// <summary>All faults; none when the process is valid.</summary>
    public sealed record Response(IReadOnlyList<Error> Errors);

    /// <summary>A fault as the API writes it, and where it is.</summary>
    public sealed record Error(string Code, string Message, string? Node, string? Parameter);

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPost("/validation",
            async ([FromBody] JsonElement body, HttpContext context, IMediator mediator, CancellationToken ct) =>
            {
                // The API lets everybody validate. A token that is there must be good, though.
                var user = context.Request.Headers.Authorization.Count == 0 ? null : await CurrentUser.BindAsync(context, null!);
                return Results.Ok(await mediator.Send(new Request(user?.Id, body), ct));
            });
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Body).Must(body => body.ValueKind is JsonValueKind.Object && Json.IsText(body))
            .WithErrorCode("RequestInvalid").WithMessage("The body must be a process, a JSON object with a 'process_graph'.");
    }

    internal sealed class Handler(GraphChecker checker, Instant instant, IConfiguration configuration) : IRequestHandler<Request, Response>
    {
        readonly TimeSpan patience = TimeSpan.FromSeconds(configuration.GetValue("Validation:Seconds", 3.0));

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var faults = await checker.CheckAsync(request.UserId, request.Body, cancellationToken);
            if (faults.Count == 0 && request.UserId is not null) faults = await TypeAsync(request.UserId, request.Body, cancellationToken);
            return new Response([.. faults.Select(fault => new Error(fault.Code, fault.Message, fault.Node, fault.Parameter))]);
        }

        async Task<IReadOnlyList<Fault>> TypeAsync(string userId, JsonElement process, CancellationToken ct)
        {
            try
            {
                await instant.PlanAsync(userId, process, patience, ct);
                return [];
            }
            catch (ProcessGraphException e)
            {
                return e.Faults;
            }
            catch (OpenEoException e) when (e.Code is "RequestTimeout" or "InfrastructureBusy" or "ProcessGraphComplexity")
            {
                return [];
            }
        }
    }
}
