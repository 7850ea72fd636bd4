using System.Collections.Concurrent;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// Signs addresses of objects with the keys of <c>Sources:S3</c>: for reading one object, for an hour, in buckets that the operator has named. Only the service
/// has the keys; workers ask it.
/// </summary>
sealed class ObjectSigner : IDisposable
{
    static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    readonly List<(ObjectStoreOptions Options, BasicAWSCredentials Credentials)> stores;
    readonly ConcurrentDictionary<string, AmazonS3Client> clients = new();

    /// <summary>Reads the keys.</summary>
    /// <exception cref="SetupException">A file with a key cannot be read.</exception>
    public ObjectSigner(SourceSettings settings)
    {
        stores = [.. settings.S3.Where(options => options.Store.IsSigned).Select(options => (options, CredentialsOf(options)))];
        Stores = new ObjectStores([.. settings.S3.Select(options => options.Store)], (location, _) => Task.FromResult(Sign(location)), TimeProvider.System);
    }

    /// <summary>The stores, for reading in this process.</summary>
    public ObjectStores Stores { get; }

    /// <summary>An address that gives an object to whoever has it.</summary>
    /// <exception cref="ProcessGraphException">The object is in no bucket that there is a key for.</exception>
    public SignedAddress Sign(string location)
    {
        var (bucket, key) = ObjectStores.Split(location);
        var (options, credentials) = stores.Find(one => one.Options.Buckets.Contains(bucket));
        if (options is null) throw Refused(location, "there is no key for its bucket");
        var client = clients.GetOrAdd(bucket, _ => Connect(options.Store, options.Store.InPath(bucket), credentials));
        // By the real clock, which the store and the workers have too.
        var until = DateTimeOffset.UtcNow + Lifetime;
        var request = new GetPreSignedUrlRequest
        {
            BucketName = bucket,
            Key = key,
            Verb = HttpVerb.GET,
            Expires = until.UtcDateTime,
            Protocol = options.Store.Root.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS,
        };
        if (options.RequesterPays) request.Parameters["x-amz-request-payer"] = "requester";
        try
        {
            return new SignedAddress(client.GetPreSignedURL(request), until);
        }
        catch (Exception e) when (e is AmazonClientException or ArgumentException)
        {
            throw Refused(location, $"it cannot be signed ({e.Message.TrimEnd('.')})");
        }
    }

    public void Dispose()
    {
        foreach (var client in clients.Values) client.Dispose();
    }

    static BasicAWSCredentials CredentialsOf(ObjectStoreOptions options)
    {
        try
        {
            return new BasicAWSCredentials(options.AccessKey, options.ReadSecret());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SetupException($"Sources:S3: the key of '{string.Join("', '", options.Buckets)}' cannot be read: {e.Message}", e);
        }
    }

    // A client connects to nothing in order to sign.
    static AmazonS3Client Connect(ObjectStore store, bool inPath, BasicAWSCredentials credentials) => new(credentials, ConfigOf(store, inPath));

    /// <summary>How to reach a store. All is said here: nothing of this machine's own configuration for Amazon is looked for.</summary>
    public static AmazonS3Config ConfigOf(ObjectStore store, bool inPath) => new()
    {
        ServiceURL = store.Root.ToString(),
        ForcePathStyle = inPath,
        AuthenticationRegion = store.Region ?? "us-east-1",
        UseHttp = store.Root.Scheme == Uri.UriSchemeHttp,
    };

    static ProcessGraphException Refused(string location, string reason) =>
        new(new Fault(FaultCodes.PermissionsInsufficient, $"'{location}' is not read: {reason}."));
}
