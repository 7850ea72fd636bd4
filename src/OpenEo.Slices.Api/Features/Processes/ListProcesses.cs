using Carter;
using MediatR;
using OpenEo.Slices.Api.Web;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Features.Processes;

/// <summary>GET /processes: the predefined processes, written from the classes that run them.</summary>
static class ListProcesses
{
    /// <summary>The version of the process specification that parameters and schemas follow.</summary>
    public const string SpecificationVersion = "2.0.0-rc.2";

    internal sealed record Request(Links Links, string? Limit, string? After) : IRequest<Document>;

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapGet("/processes",
            (Links links, string? limit, string? after, IMediator mediator, CancellationToken ct) => mediator.Send(new Request(links, limit, after), ct));
    }

    internal sealed class Handler(Documents documents) : IRequestHandler<Request, Document>
    {
        // Who asks for so many means all: clients in use ask for this and never for a second page, and then know only the processes that begin with a.
        const int Whole = 50;

        public Task<Document> Handle(Request request, CancellationToken cancellationToken)
        {
            // Only what changes the page is part of its name: everything else that a request may say would fill the memory with copies.
            int? limit = Paging.ReadLimit(request.Limit) is { } number and < Whole ? number : null;
            var after = limit is null || !ProcessCatalog.Definitions.Any(definition => definition.Id == request.After) ? null : request.After;
            return Task.FromResult(documents.Get($"processes/{limit}/{after}", request.Links, 0, () => Describe(limit, after, request.Links)));
        }

        static object Describe(int? limit, string? after, Links links)
        {
            var page = Paging.Cut(ProcessCatalog.Definitions, definition => definition.Id, limit, after, links.To("/processes"));
            return new { Version = SpecificationVersion, Processes = page.Items.Select(definition => definition.ToJson()), page.Links };
        }
    }
}
