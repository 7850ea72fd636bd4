using System.Collections.Concurrent;
using System.Text.Json;
using Carter;
using FluentValidation;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Graphs;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Features.ProcessGraphs;

/// <summary>
/// POST /validation: every fault of a process, as a list. First what shows without opening data; then, for users who are logged in, the whole graph is typed
/// by a worker for at most <c>Validation:Seconds</c> (clients validate before each request). What takes longer is found out by the job. Beyond the API, the
/// answer has warnings and, when the graph could be typed, the cubes that it will give.
/// </summary>
static class ValidateProcess
{
    internal sealed record Request(string? UserId, JsonElement Body) : IRequest<Response>;

    /// <summary>All faults (none when the process is valid), warnings, and the cubes that will be written.</summary>
    public sealed record Response(IReadOnlyList<Error> Errors, IReadOnlyList<Error> Warnings, JsonElement? Cubes);

    /// <summary>A fault as the API writes it, and where it is.</summary>
    public sealed record Error(string Code, string Message, string? Node, string? Parameter);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPost("/validation",
            async ([FromBody] JsonElement body, HttpContext context, IMediator mediator, CancellationToken ct) =>
            {
                // The API lets everybody validate. A token that is there must be good, though.
                var user = context.Request.Headers.Authorization.Count == 0 ? null : await CurrentUser.OfAsync(context);
                return Results.Ok(await mediator.Send(new Request(user?.Id, body), ct));
            }).LimitStrangers(app.ServiceProvider.GetRequiredService<ValidationSettings>().StrangersBytes, async context => await CurrentUser.OfAsync(context));
    }

    internal sealed class Validator : AbstractValidator<Request>
    {
        public Validator() => RuleFor(r => r.Body).Must(body => body.ValueKind is JsonValueKind.Object && Json.IsText(body))
            .WithErrorCode(ErrorCodes.RequestInvalid).WithMessage("The body must be a process, a JSON object with a 'process_graph'.");
    }

    internal sealed class Handler(GraphChecker checker, SyncLane lane, ValidationSettings settings) : IRequestHandler<Request, Response>
    {
        // What a worker that floods us may cost in memory.
        const int MostNoticed = 1000;

        readonly TimeSpan patience = TimeSpan.FromSeconds(settings.Seconds);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var (faults, warnings, user) = await checker.CheckDefinitionAsync(request.UserId, null, request.Body, cancellationToken);
            // A process whose parameters have no values yet has no cube either. One that is faulty at some of its nodes may be faulty at others for its data.
            if (request.UserId is null || faults.Any(fault => fault.Node is null)
                || UserDefinedProcess.ReadParameters(request.Body, []).Any(parameter => !parameter.Optional))
                return Answer(faults, warnings, null);
            var noticed = new ConcurrentQueue<Fault>();
            try
            {
                var plan = await lane.PlanAsync(user, request.Body, entry => Notice(entry, noticed), patience, cancellationToken);
                return Answer(faults, [.. warnings, .. noticed], faults.Count == 0 ? plan.Results : null);
            }
            catch (ProcessGraphException e)
            {
                return Answer([.. faults.Concat(e.Faults).DistinctBy(fault => (fault.Code, fault.Node, fault.Message))], [.. warnings, .. noticed], null);
            }
            catch (OpenEoException e) when (e.Code is FaultCodes.RequestTimeout or ErrorCodes.InfrastructureBusy or FaultCodes.ProcessGraphComplexity)
            {
                return Answer(faults, [.. warnings,
                    new Fault(NoticeCodes.ValidationIncomplete,
                        $"The data could not be looked at within {patience.TotalSeconds} s; what is wrong with them shows when the job runs.")], null);
            }
        }

        static void Notice(LogEntry entry, ConcurrentQueue<Fault> noticed)
        {
            if (entry.Level == LogSeverity.Warning && noticed.Count < MostNoticed) noticed.Enqueue(new Fault(entry.Code ?? NoticeCodes.Notice, entry.Message,
                entry.Node));
        }

        // What shows without data, the worker tells again.
        static Response Answer(IReadOnlyList<Fault> faults, IReadOnlyList<Fault> warnings, JsonElement? cubes) =>
            new(ToErrors(faults), ToErrors([.. warnings.DistinctBy(warning => (warning.Node, warning.Message))]), cubes);

        static Error[] ToErrors(IReadOnlyList<Fault> faults) => [.. faults.Select(fault => new Error(fault.Code, fault.Message, fault.Node, fault.Parameter))];
    }
}
