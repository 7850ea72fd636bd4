using Carter;
using MediatR;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Engine.Processes;

namespace OpenEo.Slices.Api.Features.Processes;

/// <summary>GET /processes: the predefined processes, written from the classes that run them.</summary>
public static class ListProcesses
{
    /// <summary>The version of the process specification that parameters and schemas follow.</summary>
    public const string SpecificationVersion = "2.0.0-rc.2";

    internal sealed record Request(Links Links, int? Limit, string? After) : IRequest<Document>;

    /// <summary>Maps the route.</summary>
    public sealed class Endpoint : ICarterModule
    {
        /// <inheritdoc/>
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/processes",
            (Links links, int? limit, string? after, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links, limit, after), ct));
    }

    internal sealed class Handler(Documents documents) : IRequestHandler<Request, Document>
    {
        public Task<Document> Handle(Request request, CancellationToken cancellationToken) => Task.FromResult(
            request is { Limit: null, After: null } ? documents.Get("processes", request.Links, 0, () => Describe(request)) : new Document(Describe(request)));

        static object Describe(Request request)
        {
            var page = Paging.Cut(ProcessCatalog.Definitions, definition => definition.Id, request.Limit, request.After, request.Links.To("/processes"));
            return new { Version = SpecificationVersion, Processes = page.Items.Select(definition => definition.ToJson()), page.Links };
        }
    }
}
