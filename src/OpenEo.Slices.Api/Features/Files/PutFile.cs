using Carter;
using Dapper;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Storage;
using OpenEo.Slices.Api.Web;

namespace OpenEo.Slices.Api.Features.Files;

/// <summary>PUT /files/{path}: stores a file of any size up to the user's quota, or replaces one as a whole. Until it is complete the old one stays.</summary>
static class PutFile
{
    internal sealed record Request(string UserId, string Path, Stream Content, long? Length) : IRequest<Response>;

    /// <summary>The stored file.</summary>
    public sealed record Response(string Path, long Size, DateTime Modified);

    internal sealed class Endpoint : ICarterModule
    {
        public void AddRoutes(IEndpointRouteBuilder app) => app.MapPut("/files/{**path}",
            async (CurrentUser user, HttpContext context, AddressSettings addresses, IMediator mediator, CancellationToken ct) =>
                Results.Ok(
                    await mediator.Send(new Request(user.Id, FilePaths.Of(context, addresses), context.Request.Body, context.Request.ContentLength), ct)))
            // The quota is the limit.
            .WithMetadata(new DisableRequestSizeLimitAttribute());
    }

    internal sealed class Handler(NpgsqlDataSource db, UserFiles files, TimeProvider clock) : IRequestHandler<Request, Response>
    {
        // One upload of a user is entered at a time, so that two together cannot exceed what each alone would not.
        const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('files ' || @UserId, 0))";

        const string SelectOld = "SELECT blob, size FROM user_files WHERE user_id = @UserId AND path = @Path";

        const string SelectConflict = """
            SELECT path
            FROM user_files
            WHERE user_id = @UserId AND (path = ANY(@parents) OR path > @Path || '/' AND path < @Path || '0')
            LIMIT 1
            """;

        const string Upsert = """
            INSERT INTO user_files (user_id, path, blob, size, checksum, modified)
            VALUES (@UserId, @Path, @blob, @size, @checksum, @now)
            ON CONFLICT (user_id, path) DO UPDATE
            SET blob = excluded.blob, size = excluded.size, checksum = excluded.checksum, modified = excluded.modified
            """;

        sealed record Old(string Blob, long Size);

        public async Task<Response> Handle(Request request, CancellationToken cancellationToken)
        {
            var free = files.Quota - await db.FindAsync<long>(UserFiles.SelectUsed, new { request.UserId }, cancellationToken);
            var replaced = await db.FindAsync<Old>(SelectOld, new { request.UserId, request.Path }, cancellationToken);
            var most = Math.Max(0, free + (replaced?.Size ?? 0));
            if (request.Length > most) throw files.Exceeded();
            var blob = UserFiles.NewBlob(request.Path);
            await using var stored = await files.WriteAsync(blob, request.Content, most, cancellationToken);
            try
            {
                return await EnterAsync(request, blob, stored.Size, stored.Checksum, cancellationToken);
            }
            catch
            {
                await files.DeleteUnlistedAsync(blob);
                throw;
            }
        }

        async Task<Response> EnterAsync(Request request, string blob, long size, string checksum, CancellationToken ct)
        {
            var now = clock.GetUtcNow();
            var key = new { request.UserId, request.Path, parents = FilePaths.Parents(request.Path), blob, size, checksum, now };
            await using var connection = await db.OpenConnectionAsync(ct);
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.ExecuteAsync(new CommandDefinition(Lock, key, transaction, cancellationToken: ct));
            if (await connection.QueryFirstOrDefaultAsync<string>(new CommandDefinition(SelectConflict, key, transaction, cancellationToken: ct)) is { } other)
                throw new OpenEoException(ErrorCodes.FilePathInvalid,
                    ("reason", $"the file '{other}' is there already, and nothing can be file and folder at once."));
            var old = await connection.QueryFirstOrDefaultAsync<Old>(new CommandDefinition(SelectOld, key, transaction, cancellationToken: ct));
            var used = await connection.QuerySingleAsync<long>(new CommandDefinition(UserFiles.SelectUsed, key, transaction, cancellationToken: ct));
            if (used - (old?.Size ?? 0) + size > files.Quota) throw files.Exceeded();
            await connection.ExecuteAsync(new CommandDefinition(Upsert, key, transaction, cancellationToken: ct));
            await transaction.CommitAsync(CancellationToken.None);
            if (old is not null) files.Delete(old.Blob);
            return new Response(request.Path, size, now.UtcDateTime);
        }
    }
}
