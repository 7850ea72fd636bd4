using System.Collections.Frozen;

namespace OpenEo.Slices.Api.Web;

/// <summary>The API's error codes with their HTTP status and message; placeholders in braces. Codes that are not listed answer 400.</summary>
public static class OpenEoErrors
{
    /// <summary>What a code means to HTTP and to people.</summary>
    public sealed record Entry(int Status, string Message);

    /// <summary>All codes: the standard ones and, at the end, the few that the standard lacks.</summary>
    public static FrozenDictionary<string, Entry> All { get; } = new Dictionary<string, Entry>
    {
        ["Internal"] = new(500, "Something went wrong on the server. Quote the error's id when you report it."),
        ["NotFound"] = new(404, "There is nothing at this address."),
        ["FeatureUnsupported"] = new(501, "The service does not offer this feature."),
        ["InfrastructureMaintenance"] = new(503, "The service is being maintained. Try again later."),
        ["InfrastructureBusy"] = new(503, "The service has too much to do at the moment. Try again later."),
        ["UnsupportedApiVersion"] = new(404, "Version '{version}' of the API is not offered here. See /.well-known/openeo for the versions that are."),
        ["RequestTimeout"] = new(408, "The request took too long."),
        ["BudgetInvalid"] = new(400, "The budget is too low for this."),
        ["EstimateComplexity"] = new(500, "The process is too complex to be estimated."),
        ["NoDataForUpdate"] = new(400, "The request says nothing that could be updated."),
        ["PropertyNotEditable"] = new(400, "The property '{property}' cannot be changed."),
        ["CollectionNotFound"] = new(404, "There is no collection '{identifier}'."),
        ["StorageFailure"] = new(500, "The server could not store the files. Try again later."),
        ["StorageQuotaExceeded"] = new(400, "Your storage is used up. Delete jobs or files that you no longer need."),
        ["FileNotFound"] = new(404, "There is no file '{file}'."),
        ["FilePathInvalid"] = new(400, "The file path is not valid: {reason}"),
        ["FileOperationUnsupported"] = new(400, "This path does not allow the operation."),
        ["FolderOperationUnsupported"] = new(400, "The operation works on files, not on folders."),
        ["ContentTypeInvalid"] = new(400, "The body has a media type that is not accepted here. Accepted: {types}"),
        ["FileTypeInvalid"] = new(400, "Files of format {type} are not accepted. Accepted: {types}"),
        ["FileSizeExceeded"] = new(400, "The file is too large; {size} is the most."),
        ["FileContentInvalid"] = new(400, "The file's content is not valid."),
        ["FileLocked"] = new(400, "The file '{file}' is in use by another process."),
        ["ProcessGraphNotFound"] = new(404, "You have no user-defined process '{identifier}'."),
        ["ProcessInvalid"] = new(400, "The process is not valid."),
        ["ProcessGraphMissing"] = new(400, "The process has no process graph. Send it as 'process_graph', an object of nodes."),
        ["ProcessGraphInvalid"] = new(400, "The process graph is not valid."),
        ["PredefinedProcessExists"] = new(400, "The service has a process of this name already. Choose another one."),
        ["ProcessGraphComplexity"] = new(400, "The process is too heavy for a synchronous answer. Run it as a batch job."),
        ["ProcessUnsupported"] = new(400, "There is no process '{process}' in namespace '{namespace}'."),
        ["ProcessParameterUnsupported"] = new(400, "Process '{process}' has no parameter '{parameter}'."),
        ["ProcessParameterInvalid"] = new(400, "Process '{process}' cannot use the value of parameter '{parameter}': {reason}"),
        ["ProcessParameterRequired"] = new(400, "Process '{process}' needs parameter '{parameter}'."),
        ["JobNotFound"] = new(404, "You have no batch job '{identifier}'."),
        ["JobLocked"] = new(400, "The batch job is queued or running and cannot be changed now. Cancel it first."),
        ["JobNotFinished"] = new(400, "The batch job has no results yet. Wait until its status is 'finished'."),
        ["JobNotStarted"] = new(400, "The batch job has not been started."),
        ["ResultLinkExpired"] = new(410, "The link to the result has expired. Ask for the job's results again."),
        ["PaymentRequired"] = new(402, "The remaining budget does not cover the request."),
        ["BillingPlanInvalid"] = new(400, "There is no such billing plan."),
        ["BillingPlanMissing"] = new(400, "A billing plan is needed."),
        ["IdempotencyKeyReused"] = new(422, "This 'Idempotency-Key' belongs to another request. Send a new one."),
        ["AuthenticationRequired"] = new(401, "Log in first: this needs a bearer token."),
        ["AuthenticationSchemeInvalid"] = new(403, "This way of authentication is not supported."),
        ["TokenInvalid"] = new(403, "The access token is not valid or has expired. Log in again."),
        ["CredentialsInvalid"] = new(403, "User name or password is wrong."),
        ["PermissionsInsufficient"] = new(403, "Your account may not do this."),
        ["ServiceNotFound"] = new(404, "You have no web service '{identifier}'."),
        ["ServiceUnsupported"] = new(400, "There is no web service type '{type}'."),
        ["ServiceConfigUnsupported"] = new(400, "The web service has no parameter '{parameter}'."),
        ["ServiceConfigInvalid"] = new(400, "The web service cannot use the value of parameter '{parameter}': {reason}"),
        ["ServiceConfigRequired"] = new(400, "The web service needs parameter '{parameter}'."),

        ["ProcessNamespaceInvalid"] = new(400, "The namespace '{namespace}' of process '{process}' cannot be used: {reason}"),
        ["NoDataAvailable"] = new(400, "There is no data for the given extent."),
        ["RequestInvalid"] = new(400, "The request is not valid."),
        ["RequestTooLarge"] = new(413, "The request body is too large."),
        ["MethodNotAllowed"] = new(405, "This address does not support the method {method}."),
        ["TooManyRequests"] = new(429, "Too many attempts. Wait a moment."),
    }.ToFrozenDictionary();

    /// <summary>The HTTP status of a code.</summary>
    public static int Status(string code) => All.TryGetValue(code, out var entry) ? entry.Status : 400;

    /// <summary>The message of a code, with its placeholders filled.</summary>
    public static string Message(string code, ReadOnlySpan<(string Name, string Value)> details)
    {
        var message = All.TryGetValue(code, out var entry) ? entry.Message : code;
        foreach (var (name, value) in details) message = message.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return message;
    }
}
