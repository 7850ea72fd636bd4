using System.Collections.Frozen;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// What error codes mean: HTTP status and message; placeholders in braces. Where openEO has a code,
/// its status is openEO's; why ours have theirs is told in docs/decisions/0012-error-codes.md.
/// </summary>
static class OpenEoErrors
{
    /// <summary>What a code means to HTTP and to people.</summary>
    public sealed record Entry(int Status, string Message);

    /// <summary>Codes of the openEO API, in its order; the words are ours. Those that are not in use make the list whole.</summary>
    public static FrozenDictionary<string, Entry> Standard { get; } = new Dictionary<string, Entry>
    {
        [FaultCodes.Internal] = new(500, "Something went wrong on the server. Quote the error's id when you report it."),
        [ErrorCodes.NotFound] = new(404, "There is nothing at this address."),
        [FaultCodes.FeatureUnsupported] = new(501, "The service does not offer this feature."),
        [ErrorCodes.InfrastructureMaintenance] = new(503, "The service is being maintained. Try again later."),
        [ErrorCodes.InfrastructureBusy] = new(503, "The service has too much to do at the moment. Try again later."),
        [ErrorCodes.UnsupportedApiVersion] = new(404, "Version '{version}' of the API is not offered here. See /.well-known/openeo for the versions that are."),
        [FaultCodes.RequestTimeout] = new(408, "The request took too long."),
        [ErrorCodes.BudgetInvalid] = new(400, "The budget is too low for this."),
        [ErrorCodes.EstimateComplexity] = new(500, "The process is too complex to be estimated."),
        [ErrorCodes.NoDataForUpdate] = new(400, "The request says nothing that could be updated."),
        [ErrorCodes.PropertyNotEditable] = new(400, "The property '{property}' cannot be changed."),
        [FaultCodes.CollectionNotFound] = new(404, "There is no collection '{identifier}'."),
        [FaultCodes.StorageFailure] = new(500, "The server could not store the files. Try again later."),
        [ErrorCodes.StorageQuotaExceeded] = new(400, "Your storage is used up. Delete jobs or files that you no longer need."),
        [FaultCodes.FileNotFound] = new(404, "There is no file '{file}'."),
        [ErrorCodes.FilePathInvalid] = new(400, "The file path is not valid: {reason}"),
        [ErrorCodes.FileOperationUnsupported] = new(400, "This path does not allow the operation."),
        [ErrorCodes.FolderOperationUnsupported] = new(400, "The operation works on files, not on folders."),
        [ErrorCodes.ContentTypeInvalid] = new(400, "The body has a media type that is not accepted here. Accepted: {types}"),
        [FaultCodes.FileTypeInvalid] = new(400, "Files of format {type} are not accepted. Accepted: {types}"),
        [ErrorCodes.FileSizeExceeded] = new(400, "The file is too large; {size} is the most."),
        [ErrorCodes.FileContentInvalid] = new(400, "The file's content is not valid."),
        [ErrorCodes.FileLocked] = new(400, "The file '{file}' is in use by another process."),
        [ErrorCodes.ProcessGraphNotFound] = new(404, "You have no user-defined process '{identifier}'."),
        [FaultCodes.ProcessInvalid] = new(400, "The process is not valid."),
        [FaultCodes.ProcessGraphMissing] = new(400, "The process has no process graph. Send it as 'process_graph', an object of nodes."),
        [FaultCodes.ProcessGraphInvalid] = new(400, "The process graph is not valid."),
        [ErrorCodes.PredefinedProcessExists] = new(400, "The service has a process of this name already. Choose another one."),
        [FaultCodes.ProcessGraphComplexity] = new(400, "The process is too heavy for a synchronous answer. Run it as a batch job."),
        [FaultCodes.ProcessUnsupported] = new(400, "There is no process '{process}' in namespace '{namespace}'."),
        [FaultCodes.ProcessParameterUnsupported] = new(400, "Process '{process}' has no parameter '{parameter}'."),
        [FaultCodes.ProcessParameterInvalid] = new(400, "Process '{process}' cannot use the value of parameter '{parameter}': {reason}"),
        [FaultCodes.ProcessParameterRequired] = new(400, "Process '{process}' needs parameter '{parameter}'."),
        [ErrorCodes.JobNotFound] = new(404, "You have no batch job '{identifier}'."),
        [ErrorCodes.JobLocked] = new(400, "The batch job is queued or running and cannot be changed now. Cancel it first."),
        [ErrorCodes.JobNotFinished] = new(400, "The batch job has no results yet. Wait until its status is 'finished'."),
        [ErrorCodes.JobNotStarted] = new(400, "The batch job has not been started."),
        [ErrorCodes.ResultLinkExpired] = new(410, "The link to the result has expired. Ask for the job's results again."),
        [FaultCodes.PaymentRequired] = new(402, "The remaining budget does not cover the request."),
        [ErrorCodes.BillingPlanInvalid] = new(400, "There is no such billing plan."),
        [ErrorCodes.BillingPlanMissing] = new(400, "A billing plan is needed."),
        [ErrorCodes.AuthenticationRequired] = new(401, "Log in first: this needs a bearer token."),
        [ErrorCodes.AuthenticationSchemeInvalid] = new(403, "This way of authentication is not supported."),
        [ErrorCodes.TokenInvalid] = new(403, "The access token is not valid or has expired. Log in again."),
        [ErrorCodes.CredentialsInvalid] = new(403, "User name or password is wrong."),
        [FaultCodes.PermissionsInsufficient] = new(403, "Your account may not do this."),
        [ErrorCodes.ServiceNotFound] = new(404, "You have no web service '{identifier}'."),
        [ErrorCodes.ServiceUnsupported] = new(400, "There is no web service type '{type}'."),
        [ErrorCodes.ServiceConfigUnsupported] = new(400, "The web service has no parameter '{parameter}'."),
        [ErrorCodes.ServiceConfigInvalid] = new(400, "The web service cannot use the value of parameter '{parameter}': {reason}"),
        [ErrorCodes.ServiceConfigRequired] = new(400, "The web service needs parameter '{parameter}'."),
    }.ToFrozenDictionary();

    /// <summary>Codes that openEO's processes declare: a process cannot do that with these arguments, so the graph is wrong.</summary>
    public static FrozenDictionary<string, Entry> OfProcesses { get; } = new Dictionary<string, Entry>
    {
        [FaultCodes.ArrayElementNotAvailable] = new(400, "The array has no element at the index or with the label."),
        [FaultCodes.ArrayElementParameterConflict] = new(400, "Index and label were both given."),
        [FaultCodes.ArrayElementParameterMissing] = new(400, "Neither index nor label was given."),
        [FaultCodes.ArrayLabelConflict] = new(400, "Arrays that are joined share a label."),
        [FaultCodes.ArrayLengthMismatch] = new(400, "Values and labels differ in number."),
        [FaultCodes.ArrayNotLabeled] = new(400, "A label was asked for in an array that has none."),
        [FaultCodes.AscendingProbabilitiesRequired] = new(400, "Probabilities do not ascend."),
        [FaultCodes.BandExists] = new(400, "There is a band of that name already."),
        [FaultCodes.BandFilterParameterMissing] = new(400, "A filter of bands names none."),
        [FaultCodes.CountMismatch] = new(400, "Fewer points are allowed than there are geometries."),
        [FaultCodes.DataCubeEmpty] = new(400, "The cube has no cells, which the format cannot store."),
        [FaultCodes.DataCubePropertiesImmutable] = new(400, "A child process has changed dimensions that must stay as they are."),
        [FaultCodes.DigitalElevationModelInvalid] = new(400, "The elevation model is none, or does not fit the data."),
        [FaultCodes.DimensionAmbiguous] = new(400, "Several dimensions may be meant."),
        [FaultCodes.DimensionExists] = new(400, "There is a dimension of that name already."),
        [FaultCodes.DimensionLabelCountMismatch] = new(400, "Labels and dimension differ in size."),
        [FaultCodes.DimensionMismatch] = new(400, "Temporal dimensions of two cubes do not fit each other."),
        [FaultCodes.DimensionMissing] = new(400, "The cube lacks a dimension of that kind."),
        [FaultCodes.DimensionNotAvailable] = new(400, "The cube has no dimension of that name or kind."),
        [FaultCodes.DistinctDimensionLabelsRequired] = new(400, "Labels of a dimension would be equal."),
        [FaultCodes.FormatUnsuitable] = new(400, "The format cannot hold the data, or not be read as asked."),
        [FaultCodes.GeometriesOverlap] = new(400, "Polygons have pixels in common."),
        [FaultCodes.IncompatibleDataCubes] = new(400, "Cubes do not fit each other."),
        [FaultCodes.KernelDimensionsUneven] = new(400, "The kernel has an even number of rows or columns."),
        [FaultCodes.LabelExists] = new(400, "There is a label of that name already."),
        [FaultCodes.LabelMismatch] = new(400, "Numbers of old and new labels differ."),
        [FaultCodes.LabelNotAvailable] = new(400, "The dimension has no such label."),
        [FaultCodes.LabelsNotEnumerated] = new(400, "The dimension has no numbered labels."),
        [FaultCodes.MinMaxSwapped] = new(400, "A minimum is greater than its maximum."),
        [FaultCodes.NirBandAmbiguous] = new(400, "Which band is near infrared cannot be told."),
        [FaultCodes.NoDataAvailable] = new(400, "There is no data for the given extent."),
        [FaultCodes.OverlapResolverMissing] = new(400, "Cubes overlap, and nothing says how to join their values."),
        [FaultCodes.QuantilesParameterConflict] = new(400, "Probabilities and a number of intervals were both given."),
        [FaultCodes.QuantilesParameterMissing] = new(400, "Neither probabilities nor a number of intervals was given."),
        [FaultCodes.RedBandAmbiguous] = new(400, "Which band is red cannot be told."),
        [FaultCodes.TargetDimensionExists] = new(400, "There is a dimension of the new name already."),
        [FaultCodes.TemporalExtentEmpty] = new(400, "An interval ends before it begins, or where."),
        [FaultCodes.TooManyDimensions] = new(400, "Several dimensions may be meant, and none was named."),
        [FaultCodes.UnitMismatch] = new(400, "A distance is in metres, but coordinates are not."),
    }.ToFrozenDictionary();

    /// <summary>Our own codes, for what openEO has none for; docs/api.md lists them.</summary>
    public static FrozenDictionary<string, Entry> Own { get; } = new Dictionary<string, Entry>
    {
        [FaultCodes.DataUnreadable] = new(502, "A file of the data cannot be read, or not as its metadata say."),
        [ErrorCodes.IdempotencyKeyReused] = new(422, "This 'Idempotency-Key' belongs to another request. Send a new one."),
        [FaultCodes.MemoryExceeded] = new(500, "The computation needs more memory than a worker may use."),
        [ErrorCodes.WorkspaceNotFound] = new(404, "There is no workspace '{identifier}' for you."),
        [ErrorCodes.RangeInvalid] = new(416, "The file has no bytes in the range '{range}'. The header Content-Range tells how many it has."),
        [ErrorCodes.MethodNotAllowed] = new(405, "This address does not support the method {method}."),
        [FaultCodes.ProcessNamespaceInvalid] = new(400, "The namespace '{namespace}' of process '{process}' cannot be used: {reason}"),
        [ErrorCodes.RequestInvalid] = new(400, "The request is not valid."),
        [ErrorCodes.RequestTooLarge] = new(413, "The request body is too large."),
        [ErrorCodes.TooManyRequests] = new(429, "Too many attempts. Wait a moment."),
        [FaultCodes.WorkerLost] = new(500, "The process that computed has ended or gone silent."),
    }.ToFrozenDictionary();

    /// <summary>All codes that there are.</summary>
    public static FrozenDictionary<string, Entry> All { get; } = Standard.Concat(OfProcesses).Concat(Own).ToFrozenDictionary();

    /// <summary>The code, when there is such a code. Anything else is a mistake of ours, and shows where it is made.</summary>
    public static string Known(string code) => All.ContainsKey(code) ? code : throw new ArgumentException($"'{code}' is no error code.", nameof(code));

    /// <summary>The HTTP status of a code. One that is not listed is a mistake of ours (a test looks for them), and never the client's.</summary>
    public static int Status(string code) => All.TryGetValue(code, out var entry) ? entry.Status : StatusCodes.Status500InternalServerError;

    /// <summary>The message of a code, with its placeholders filled.</summary>
    public static string Message(string code, ReadOnlySpan<(string Name, string Value)> details)
    {
        var message = All.TryGetValue(code, out var entry) ? entry.Message : code;
        foreach (var (name, value) in details) message = message.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return message;
    }
}
