using Carter;
using MediatR;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Running;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Discovery;

/// <summary>GET /health/live and /health/ready: whether the process runs, and whether it can do its work and will go on doing so.</summary>
static class GetHealth
{
    internal sealed record Request(bool IsFromHere) : IRequest<Response>;

    /// <summary>
    /// Always <c>ok</c>: what is not ready is an error. To whoever asks on the machine itself also what workers are shut off from, once one has started.
    /// </summary>
    public sealed record Response(string Status, CageReport? Cage = null);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app)
        {
            app.MapGet("/health/live", () => new Response("ok")).ExcludeFromDescription().DisableRateLimiting();
            app.MapGet("/health/ready", (HttpRequest request, IMediator mediator, CancellationToken ct) =>
                mediator.Send(new Request(DemoDoor.ReasonToDoubt(request) is null), ct)).ExcludeFromDescription()
                .DisableRateLimiting();
        }
    }

    internal sealed class Handler(NpgsqlDataSource db, WriteProbe probe, WorkerPool workers, Draining draining) : IRequestHandler<Request, Response>
    {
        static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            if (draining.HasBegun) throw new OpenEoException(ErrorCodes.InfrastructureMaintenance, "The service is about to stop.") { RetryAfter = 5 };
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            try
            {
                await db.FindAsync<int>("SELECT 1", null, limit.Token);
                await probe.DemandAsync(limit.Token);
                return new Response("ok", request.IsFromHere ? workers.Cage : null);
            }
            catch (PostgresException e)
            {
                throw new OpenEoException(ErrorCodes.InfrastructureBusy, e.SqlState == PostgresErrorCodes.DiskFull
                    ? "The database cannot store anything: its disk is full." : "The database does not do what it is asked.", e) { RetryAfter = 10 };
            }
            catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new OpenEoException(ErrorCodes.InfrastructureBusy, "The database does not answer.", e) { RetryAfter = 5 };
            }
        }
    }
}
