using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>GET /jobs/{job_id}/results/items/{run}/{item}: the STAC item of one result file, by signed link.</summary>
static class GetResultItem
{
    internal sealed record Request(LinkProof Link, Links Links, string JobId, long Run, string Item, string? Partial) : IRequest<string>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}/results/items/{run:long}/{item}",
            async ([FromRoute(Name = "job_id")] string id, long run, string item, string? partial, HttpRequest request, SignedLinks signed, Links links,
                IMediator mediator, CancellationToken ct) =>
            {
                var link = await signed.VerifyAsync(request, $"/jobs/{id}/results/items/{run}/{Uri.EscapeDataString(item)}", ResultStac.QueryOf(partial), ct)
                    ?? throw new OpenEoException(ErrorCodes.AuthenticationRequired);
                return Results.Content(await mediator.Send(new Request(link, links, id, run, item, partial), ct), ResultStac.ItemType);
            }).ExcludeFromDescription();
    }

    internal sealed class Handler(NpgsqlDataSource db, SignedLinks signed, SourceLinks sources) : IRequestHandler<Request, string>
    {
        // A good signature stands for the owner; the version says that he has not taken it back.
        const string SelectJob = """
            SELECT id, title, description, status, created, updated, queued, started, unpublished
            FROM jobs
            WHERE id = @JobId AND link_version = @LinkVersion
            """;

        const string SelectAsset = """
            SELECT a.name, a.run_id, a.media_type, a.size, a.checksum, a.metadata, a.created
            FROM job_assets a
            JOIN jobs j ON j.id = a.job_id
            WHERE j.id = @JobId AND j.link_version = @LinkVersion AND a.run_id = @Run AND a.name = @Item
            """;

        public async Task<string> Handle(Request request, CancellationToken cancellationToken)
        {
            var key = new { request.JobId, LinkVersion = request.Link.Version, request.Run, request.Item };
            var job = await db.FindAsync<ResultJob>(SelectJob, key, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            var asset = await db.FindAsync<ResultAsset>(SelectAsset, key, cancellationToken);
            var stac = new ResultStac(job, await signed.OpenAsync(request.Links, request.Link.Version, request.Link, false, cancellationToken),
                await sources.OpenAsync(request.Links, cancellationToken));
            return (asset is null ? null : stac.Item(asset, ResultStac.QueryOf(request.Partial)))?.ToJsonString(Json.Options)
                ?? throw new OpenEoException(FaultCodes.FileNotFound, ("file", request.Item));
        }
    }
}
