using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Storage;

/// <summary>A workspace that is a bucket of an object store, or a part of one.</summary>
/// <param name="client">Asks the store.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">What keys begin with, with a slash at its end; or empty.</param>
sealed class WorkspaceBucket(AmazonS3Client client, string bucket, string prefix) : WorkspaceStore
{
    /// <summary>The bucket that options describe.</summary>
    /// <exception cref="IOException">The key cannot be read.</exception>
    public static WorkspaceBucket Open(ObjectStoreOptions options, string prefix)
    {
        var (store, bucket) = (options.Store, options.Buckets[0]);
        var config = ObjectSigner.ConfigOf(store, store.InPath(bucket));
        // Other stores than Amazon's do not know checksums of the newest kind.
        config.RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED;
        config.ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED;
        AWSCredentials credentials = store.IsSigned ? new BasicAWSCredentials(options.AccessKey, options.ReadSecret()) : new AnonymousAWSCredentials();
        return new WorkspaceBucket(new AmazonS3Client(credentials, config), bucket, prefix.Trim('/') is { Length: > 0 } text ? text + "/" : "");
    }

    /// <inheritdoc/>
    public override async Task<string?> ReadAsync(string name, CancellationToken ct)
    {
        try
        {
            using var response = await client.GetObjectAsync(bucket, prefix + name, ct);
            using var reader = new StreamReader(response.ResponseStream);
            return await reader.ReadToEndAsync(ct);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound && e.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
        catch (Exception e) when (IsOfStore(e))
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override Task WriteAsync(string name, string text, string mediaType, CancellationToken ct) => PutAsync(() => client.PutObjectAsync(
        new PutObjectRequest { BucketName = bucket, Key = prefix + name, ContentBody = text, ContentType = mediaType }, ct));

    /// <inheritdoc/>
    public override Task CopyAsync(string path, string name, string mediaType, CancellationToken ct) => PutAsync(async () =>
    {
        using var transfer = new TransferUtility(client);
        await transfer.UploadAsync(
            new TransferUtilityUploadRequest { BucketName = bucket, Key = prefix + name, FilePath = path, ContentType = mediaType }, ct);
    });

    /// <inheritdoc/>
    public override async Task<bool> HasAsync(string name, CancellationToken ct)
    {
        try
        {
            await client.GetObjectMetadataAsync(bucket, prefix + name, ct);
            return true;
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
        catch (Exception e) when (IsOfStore(e))
        {
            throw new IOException(e.Message, e);
        }
    }

    /// <inheritdoc/>
    public override Task DeleteAsync(string name, CancellationToken ct) => PutAsync(() => client.DeleteObjectAsync(bucket, prefix + name, ct));

    public override void Dispose()
    {
        client.Dispose();
        base.Dispose();
    }

    static async Task PutAsync(Func<Task> put)
    {
        try
        {
            await put();
        }
        catch (Exception e) when (IsOfStore(e))
        {
            throw new IOException(e.Message, e);
        }
    }

    static bool IsOfStore(Exception e) => e is AmazonServiceException or AmazonClientException or HttpRequestException;
}
