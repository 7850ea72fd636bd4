using Carter;
using MediatR;
using OpenEo.Slices.Api.Jobs;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Discovery;

/// <summary>GET /processing_parameters (the API's extension "Processing Parameters"): which job options there are.</summary>
static class GetProcessingParameters
{
    internal sealed record Request(Links Links) : IRequest<Document>;

    /// <summary>Options of batch jobs, and those of synchronous results.</summary>
    public sealed record Response(IReadOnlyList<object> CreateJobParameters, IReadOnlyList<object> CreateSynchronousParameters);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) =>
            app.MapGet("/processing_parameters", (Links links, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links), ct));
    }

    internal sealed class Handler(Documents documents) : IRequestHandler<Request, Document>
    {
        public Task<Document> Handle(Request request, CancellationToken cancellationToken) =>
            Task.FromResult(documents.Get("processing-parameters", request.Links, 0, () => new Response(
            [.. JobOptions.All.Select(option => option.ToJson())], [.. JobOptions.All.Where(option => option.Synchronous).Select(option => option.ToJson())])));
    }
}
