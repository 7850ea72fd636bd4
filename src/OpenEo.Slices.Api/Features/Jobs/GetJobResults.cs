using Carter;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Jobs;

/// <summary>
/// GET /jobs/{job_id}/results: the results as a STAC collection whose assets are signed links. By the owner, or by whoever holds the collection's own signed
/// link. Links end as <c>Results:LinkHours</c> says; with <c>links=until_revoked</c> the owner gets some that end when he revokes them. Of a failed job: 424
/// with its last error.
/// </summary>
static class GetJobResults
{
    internal sealed record Request(string? UserId, LinkProof? Link, Links Links, string JobId, string? Partial, bool UntilRevoked, bool AsItem)
        : IRequest<Response>;

    /// <summary>The collection, or (with 424) the log entry of the failure.</summary>
    public sealed record Response(int Status, object Document);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/jobs/{job_id}/results",
            async (
                [FromRoute(Name = "job_id")] string id, string? partial, [FromQuery(Name = "links")] string? life, HttpContext context,
                SignedLinks signed, Links links, IMediator mediator, CancellationToken ct) =>
            {
                // The signature counts before any login: clients send both, and the login may be somebody else's or too old.
                var link = await signed.VerifyAsync(context.Request, $"/jobs/{id}/results", ResultStac.QueryOf(partial), ct);
                var user = link is null ? await CurrentUser.OfAsync(context) : null;
                var response = await mediator.Send(new Request(user?.Id, link, links, id, partial, IsUntilRevoked(life), WantsItem(context.Request)), ct);
                context.Response.Headers["OpenEO-Costs"] = "0";   // of this download, not of the job
                context.Response.Headers.Append("Vary", "Accept");
                var type = response.Status == 200 && WantsItem(context.Request) ? ResultStac.ItemType : ResultStac.CollectionType;
                return Results.Json(response.Document, Json.Options, type, response.Status);
            }).Compressed();
    }

    static bool IsUntilRevoked(string? life) => life switch
    {
        null or "" => false,
        "until_revoked" => true,
        _ => throw new OpenEoException(ErrorCodes.RequestInvalid, $"'links' is '{life}', but can only be 'until_revoked', or be left out."),
    };

    // Only who asks for it and likes a collection less.
    static bool WantsItem(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return Quality(ResultStac.ItemType) > Quality(ResultStac.CollectionType);

        double Quality(string type) => accepted.Where(one => one.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
            .Select(one => one.Quality ?? 1).DefaultIfEmpty(0).Max();
    }

    internal sealed class Handler(NpgsqlDataSource db, SignedLinks signed, SourceLinks sources) : IRequestHandler<Request, Response>
    {
        const string SelectJob = """
            SELECT id, title, description, status, created, updated, queued, started, unpublished, published_run, link_version,
                (SELECT max(run_id) FROM job_assets WHERE job_id = jobs.id AND run_id IS DISTINCT FROM published_run) AS partial_run
            FROM jobs
            WHERE id = @JobId AND (user_id = @UserId OR link_version = @LinkVersion)
            """;

        const string SelectAssets = """
            SELECT a.name, a.run_id, a.media_type, a.size, a.checksum, a.metadata, a.created
            FROM job_assets a
            JOIN jobs j ON j.id = a.job_id
            WHERE j.id = @JobId AND (j.user_id = @UserId OR j.link_version = @LinkVersion) AND a.run_id = @run
            ORDER BY a.name
            """;

        const string SelectError = $"""
            SELECT l.id, l.level, l.message, l.time, l.code, l.path, l.data
            FROM job_logs l
            JOIN jobs j ON j.id = l.job_id
            WHERE j.id = @JobId AND (j.user_id = @UserId OR j.link_version = @LinkVersion) AND l.level = {JobLog.Error}
            ORDER BY l.id DESC
            LIMIT 1
            """;

        sealed record Row(
            string Id, string? Title, string? Description, string Status, DateTime Created, DateTime Updated, DateTime? Queued, DateTime? Started,
            DateTime? Unpublished, long? PublishedRun, int LinkVersion, long? PartialRun);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var key = new { request.JobId, request.UserId, LinkVersion = request.Link?.Version };
            var row = await db.FindAsync<Row>(SelectJob, key, cancellationToken) ?? throw OpenEoException.JobNotFound(request.JobId);
            var partial = ResultStac.IsPartial(request.Partial);
            switch (row.Status)
            {
                case JobStatus.Error when !partial:
                    var error = (await db.FindAsync<LogRow>(SelectError, key, cancellationToken))!;
                    return new Response(StatusCodes.Status424FailedDependency, error.ToItem());
                case JobStatus.Queued or JobStatus.Running when !partial || row.Status == JobStatus.Queued:
                case JobStatus.Canceled when !partial && row.PublishedRun is null:
                    throw new OpenEoException(ErrorCodes.JobNotFinished);
                case JobStatus.Created when row.PublishedRun is null:
                    throw new OpenEoException(ErrorCodes.JobNotStarted);
                case JobStatus.Finished when row.PublishedRun is null:
                    var until = $"{row.Unpublished:yyyy-MM-dd'T'HH:mm:ss'Z'}";
                    throw new OpenEoException(
                        ErrorCodes.ResultLinkExpired, $"The results were kept until {until} and have been deleted. Start the job again for new ones.");
            }
            // Of a job that runs only what this run has made: what an earlier one published is no part of it.
            var run = partial && row.Status is JobStatus.Running or JobStatus.Error or JobStatus.Canceled
                ? row.PartialRun ?? (row.Status == JobStatus.Running ? null : row.PublishedRun)
                : row.PublishedRun;
            var assets = await db.ListAsync<ResultAsset>(SelectAssets, new { key.JobId, key.UserId, key.LinkVersion, run }, cancellationToken);
            var status = row.Status == JobStatus.Created ? JobStatus.Finished : row.Status;
            var job = new ResultJob(row.Id, row.Title, row.Description, status, row.Created, row.Updated, row.Queued, row.Started, row.Unpublished);
            var signer = await signed.OpenAsync(request.Links, row.LinkVersion, request.Link, request.UntilRevoked, cancellationToken);
            var stac = new ResultStac(job, signer, await sources.OpenAsync(request.Links, cancellationToken));
            var query = ResultStac.QueryOf(request.Partial);
            return new Response(StatusCodes.Status200OK, request.AsItem ? stac.Feature(assets, query) : stac.Collection(assets, query));
        }
    }
}
