namespace OpenEo.Slices.Api.Web;

/// <summary>Error codes of requests: those of the openEO API that graphs and data have no part in, and a few of our own at places where it has none.</summary>
static class ErrorCodes
{
    /// <summary>Log in first: this needs a bearer token.</summary>
    public const string AuthenticationRequired = nameof(AuthenticationRequired);

    /// <summary>This way of authentication is not supported.</summary>
    public const string AuthenticationSchemeInvalid = nameof(AuthenticationSchemeInvalid);

    /// <summary>There is no such billing plan.</summary>
    public const string BillingPlanInvalid = nameof(BillingPlanInvalid);

    /// <summary>A billing plan is needed.</summary>
    public const string BillingPlanMissing = nameof(BillingPlanMissing);

    /// <summary>The budget is too low for this.</summary>
    public const string BudgetInvalid = nameof(BudgetInvalid);

    /// <summary>The body has a media type that is not accepted here. Accepted: types</summary>
    public const string ContentTypeInvalid = nameof(ContentTypeInvalid);

    /// <summary>User name or password is wrong.</summary>
    public const string CredentialsInvalid = nameof(CredentialsInvalid);

    /// <summary>The process is too complex to be estimated.</summary>
    public const string EstimateComplexity = nameof(EstimateComplexity);

    /// <summary>The file's content is not valid.</summary>
    public const string FileContentInvalid = nameof(FileContentInvalid);

    /// <summary>The file 'file' is in use by another process.</summary>
    public const string FileLocked = nameof(FileLocked);

    /// <summary>This path does not allow the operation.</summary>
    public const string FileOperationUnsupported = nameof(FileOperationUnsupported);

    /// <summary>The file path is not valid: reason</summary>
    public const string FilePathInvalid = nameof(FilePathInvalid);

    /// <summary>The file is too large; size is the most.</summary>
    public const string FileSizeExceeded = nameof(FileSizeExceeded);

    /// <summary>The operation works on files, not on folders.</summary>
    public const string FolderOperationUnsupported = nameof(FolderOperationUnsupported);

    /// <summary>This 'Idempotency-Key' belongs to another request. Send a new one.</summary>
    public const string IdempotencyKeyReused = nameof(IdempotencyKeyReused);

    /// <summary>The service has too much to do at the moment. Try again later.</summary>
    public const string InfrastructureBusy = nameof(InfrastructureBusy);

    /// <summary>The service is being maintained. Try again later.</summary>
    public const string InfrastructureMaintenance = nameof(InfrastructureMaintenance);

    /// <summary>The batch job is queued or running and cannot be changed now. Cancel it first.</summary>
    public const string JobLocked = nameof(JobLocked);

    /// <summary>The batch job has no results yet. Wait until its status is 'finished'.</summary>
    public const string JobNotFinished = nameof(JobNotFinished);

    /// <summary>You have no batch job 'identifier'.</summary>
    public const string JobNotFound = nameof(JobNotFound);

    /// <summary>The batch job has not been started.</summary>
    public const string JobNotStarted = nameof(JobNotStarted);

    /// <summary>The file has no bytes in the range that was asked for.</summary>
    public const string RangeInvalid = nameof(RangeInvalid);

    /// <summary>This address does not support the method method.</summary>
    public const string MethodNotAllowed = nameof(MethodNotAllowed);

    /// <summary>The request says nothing that could be updated.</summary>
    public const string NoDataForUpdate = nameof(NoDataForUpdate);

    /// <summary>There is nothing at this address.</summary>
    public const string NotFound = nameof(NotFound);

    /// <summary>The service has a process of this name already. Choose another one.</summary>
    public const string PredefinedProcessExists = nameof(PredefinedProcessExists);

    /// <summary>You have no user-defined process 'identifier'.</summary>
    public const string ProcessGraphNotFound = nameof(ProcessGraphNotFound);

    /// <summary>The property 'property' cannot be changed.</summary>
    public const string PropertyNotEditable = nameof(PropertyNotEditable);

    /// <summary>The request is not valid.</summary>
    public const string RequestInvalid = nameof(RequestInvalid);

    /// <summary>The request body is too large.</summary>
    public const string RequestTooLarge = nameof(RequestTooLarge);

    /// <summary>The link to the result has expired. Ask for the job's results again.</summary>
    public const string ResultLinkExpired = nameof(ResultLinkExpired);

    /// <summary>The web service cannot use the value of parameter 'parameter': reason</summary>
    public const string ServiceConfigInvalid = nameof(ServiceConfigInvalid);

    /// <summary>The web service needs parameter 'parameter'.</summary>
    public const string ServiceConfigRequired = nameof(ServiceConfigRequired);

    /// <summary>The web service has no parameter 'parameter'.</summary>
    public const string ServiceConfigUnsupported = nameof(ServiceConfigUnsupported);

    /// <summary>You have no web service 'identifier'.</summary>
    public const string ServiceNotFound = nameof(ServiceNotFound);

    /// <summary>There is no web service type 'type'.</summary>
    public const string ServiceUnsupported = nameof(ServiceUnsupported);

    /// <summary>Your storage is used up. Delete jobs or files that you no longer need.</summary>
    public const string StorageQuotaExceeded = nameof(StorageQuotaExceeded);

    /// <summary>The access token is not valid or has expired. Log in again.</summary>
    public const string TokenInvalid = nameof(TokenInvalid);

    /// <summary>Too many attempts. Wait a moment.</summary>
    public const string TooManyRequests = nameof(TooManyRequests);

    /// <summary>Version 'version' of the API is not offered here. See /.well-known/openeo for the versions that are.</summary>
    public const string UnsupportedApiVersion = nameof(UnsupportedApiVersion);

    /// <summary>There is no workspace 'identifier' for you.</summary>
    public const string WorkspaceNotFound = nameof(WorkspaceNotFound);
}
