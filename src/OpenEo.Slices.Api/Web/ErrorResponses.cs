using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// Turns everything that can go wrong into the API's error body. The id is the trace id under which the log has the whole story; what a client could
/// not know or must not see stays there.
/// </summary>
sealed partial class ErrorResponses(Draining draining, ILogger<ErrorResponses> log) : IExceptionHandler
{
    /// <summary>The API's error body. <paramref name="Faults"/> lists every fault of a process graph.</summary>
    public sealed record Body(string Id, string Code, string Message, IReadOnlyList<Link> Links, IReadOnlyList<Fault>? Faults = null);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }
        var error = exception is OperationCanceledException && draining.HasBegun ? Stopped(exception) : Translate(exception);
        Log(httpContext.Request, exception, error);
        await WriteAsync(httpContext, error, (exception as ProcessGraphException)?.Faults);
        return true;
    }

    void Log(HttpRequest request, Exception exception, OpenEoException error)
    {
        if (error.Status < 500 || exception is OpenEoException { Status: StatusCodes.Status503ServiceUnavailable, InnerException: null })
            log.LogInformation("{Method} {Path} answers {Code}: {Message}", request.Method, request.Path, error.Code, error.Message);
        // A worker has met it and told where: our own stack says nothing.
        else if (exception is ProcessGraphException && error.Code != FaultCodes.Internal)
            log.LogWarning("{Method} {Path} answers {Code}: {Message}", request.Method, request.Path, error.Code, error.Message);
        else log.LogError(exception, "{Method} {Path} failed", request.Method, request.Path);
    }

    /// <summary>Answers with an error.</summary>
    public static Task WriteAsync(HttpContext context, OpenEoException error, IReadOnlyList<Fault>? faults = null)
    {
        var id = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        context.Response.StatusCode = error.Status;
        if (error.Status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Bearer";
        if ((error.RetryAfter ?? DefaultRetry(error.Status)) is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString();
        var body = new Body(id, error.Code, error.Message, LinksFor(error.Code, context), faults);
        return context.Response.WriteAsJsonAsync(body, Json.Options, "application/json");
    }

    // Clients repeat a request that comes with a time, and give up or hurry without one.
    static int? DefaultRetry(int status) => status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable ? 10 : null;

    // Where to go instead.
    static Link[] LinksFor(string code, HttpContext context) => code switch
    {
        ErrorCodes.UnsupportedApiVersion =>
            [new("version-history", $"{Links.Of(context).Origin}/.well-known/openeo", "application/json", "Offered versions of the API")],
        ErrorCodes.NotFound or ErrorCodes.MethodNotAllowed => [new("service-desc", Links.Of(context).To("/"), "application/json", "What the service offers")],
        _ => [],
    };

    /// <summary>A file's answer to a range that it does not have looks like the file without content; without its headers it gets an error's body.</summary>
    public static async Task StripRangeErrorAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Response is not { HasStarted: false, StatusCode: StatusCodes.Status416RangeNotSatisfiable } response) return;
        (response.ContentLength, response.ContentType) = (null, null);
        response.Headers.Remove("Content-Disposition");
        response.Headers.CacheControl = "no-store";
    }

    /// <summary>Answers requests that no endpoint took: unknown address or API version, wrong method, wrong media type.</summary>
    public static Task WriteStatusAsync(HttpContext context, string basePath) => WriteAsync(context, context.Response.StatusCode switch
    {
        404 when UnsupportedVersion(context.Request.Path, basePath) is { } version => new(ErrorCodes.UnsupportedApiVersion, ("version", version)),
        404 when NotOffered(context.Request.Path, basePath) is { } feature =>
            new(FaultCodes.FeatureUnsupported, $"This service does not offer {feature}."),
        404 => new(ErrorCodes.NotFound),
        405 => new(ErrorCodes.MethodNotAllowed, ("method", context.Request.Method)),
        413 => new(ErrorCodes.RequestTooLarge),
        415 => new(ErrorCodes.ContentTypeInvalid, ("types", "application/json")),
        416 => new(ErrorCodes.RangeInvalid, ("range", context.Request.Headers.Range.ToString())),
        >= 500 => new(FaultCodes.Internal),
        _ => new(ErrorCodes.RequestInvalid),
    });

    // When the server stops, it gives up bodies that are still on their way.
    static OpenEoException Stopped(Exception exception) =>
        new(ErrorCodes.InfrastructureMaintenance, "The service is stopping. Send the request again.", exception) { RetryAfter = 5 };

    static OpenEoException Translate(Exception exception) => exception switch
    {
        OpenEoException error => error,
        ProcessGraphException error =>
            new(CodeOf(error.Faults[0]), string.Join("\n", error.Faults.Select(Describe)))
            {
                IsClients = error.Faults[0].IsClients,
                IsFull = error.Faults[0].Code == FaultCodes.StorageFailure,
            },
        BadHttpRequestException { StatusCode: 413 } => new(ErrorCodes.RequestTooLarge),
        BadHttpRequestException { StatusCode: 408 } => new(FaultCodes.RequestTimeout, "The request's body came too slowly or not to its end."),
        BadHttpRequestException { StatusCode: 415 } => new(ErrorCodes.ContentTypeInvalid, ("types", "application/json")),
        BadHttpRequestException { InnerException: JsonException e } => new(ErrorCodes.RequestInvalid, DescribeJson(e)),
        BadHttpRequestException e when BadParameter().Match(e.Message) is { Success: true } bad =>
            new(ErrorCodes.RequestInvalid, $"The parameter '{bad.Groups[1].Value}' cannot be '{bad.Groups[2].Value}'."),
        BadHttpRequestException e when e.Message.Contains("body was provided", StringComparison.Ordinal) =>
            new(ErrorCodes.RequestInvalid, "The request needs a JSON body."),
        BadHttpRequestException e => new(ErrorCodes.RequestInvalid, e.Message),
        JsonException e => new(ErrorCodes.RequestInvalid, DescribeJson(e)),
        // The framework's words for a body in an encoding that it does not know; it has no exception of its own for that.
        InvalidOperationException { InnerException: ArgumentException } e when e.Message.Contains("charset", StringComparison.Ordinal) =>
            new(ErrorCodes.ContentTypeInvalid, ("types", "application/json in UTF-8")),
        PostgresException { SqlState: PostgresErrorCodes.DiskFull } => Full("The database's disk is full."),
        _ when DiskSpace.IsFull(exception) => Full("The disk for files is full."),
        NpgsqlException { IsTransient: true } e =>
            new(ErrorCodes.InfrastructureBusy, OpenEoErrors.Message(ErrorCodes.InfrastructureBusy, []), e) { RetryAfter = 5 },
        _ => new(FaultCodes.Internal),
    };

    static OpenEoException Full(string what) =>
        new(FaultCodes.StorageFailure, $"{what} Nothing was stored; send the request again when there is room.") { IsFull = true, RetryAfter = 60 };

    // A fault whose code nobody knows is a mistake of ours, which must not hide what went wrong.
    static string CodeOf(Fault fault) => OpenEoErrors.All.ContainsKey(fault.Code) ? fault.Code : FaultCodes.Internal;

    // The framework's words: Failed to bind parameter "Nullable<int> limit" from "x".
    [GeneratedRegex("bind parameter \"\\S+ (\\w+)\" from \"(.*)\"")]
    private static partial Regex BadParameter();

    static string Describe(Fault fault) => (fault.Node, fault.Parameter) switch
    {
        (null, _) => fault.Message,
        (var node, null) => $"{fault.Message} (node '{node}')",
        var (node, parameter) => $"{fault.Message} (node '{node}', parameter '{parameter}')",
    };

    // The framework's words: Duplicate property 'x' encountered.
    [GeneratedRegex("Duplicate property '([^']+)'")]
    private static partial Regex Duplicate();

    static string DescribeJson(JsonException e)
    {
        var place = e.Path is null or "$" ? "" : $", at {e.Path}";
        return Duplicate().Match(e.Message) is { Success: true } twice
            ? $"The body has the member '{twice.Groups[1].Value}' twice in one object{place}."
            : $"The body is not JSON of the expected shape, line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}{place}.";
    }

    // Parts of the API that there are, and that this service has not: not the same as an address that nobody knows.
    static string? NotOffered(PathString path, string basePath) => !path.StartsWithSegments(basePath, out var rest) ? null
        : rest.StartsWithSegments("/services") || rest.StartsWithSegments("/service_types") ? "secondary web services"
        : rest.StartsWithSegments("/udf_runtimes") ? "user-defined functions" : null;

    // Addresses beside the API's own that look like another version of it: /openeo/v2/jobs, /openeo/1.0/.
    static string? UnsupportedVersion(PathString path, string basePath)
    {
        var parent = basePath[..Math.Max(basePath.LastIndexOf('/'), 0)];
        if (!path.StartsWithSegments(parent, out var rest) || path.StartsWithSegments(basePath) && basePath.Length > 0) return null;
        var segment = rest.Value!.TrimStart('/').Split('/')[0];
        var number = segment.TrimStart('v');
        return number.Length > 0 && number.All(c => char.IsAsciiDigit(c) || c == '.') ? segment : null;
    }
}
