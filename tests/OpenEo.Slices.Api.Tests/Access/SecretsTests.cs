using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Tests.Access;

/// <summary>The keys of tokens and links: what the database holds of them, and what it is worth alone.</summary>
public sealed class SecretsTests(ApiFixture api) : IClassFixture<ApiFixture>, IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("openeo-secrets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    Secrets Open(string? keyFile = null) => new(api.Host.Db, new SealingKey(new SecretSettings { KeyFile = keyFile },
        api.Host.Services.GetRequiredService<DataSettings>()));

    Task<byte[]?> StoredAsync(string name) => api.Host.Db.FindAsync<byte[]>("SELECT value FROM server_secrets WHERE name = @name", new { name }, default);

    [Fact]
    public async Task The_database_alone_does_not_tell_the_keys()
    {
        var key = await Open().GetAsync("alone", default);
        Assert.Equal(32, key.Length);
        Assert.Equal(-1, (await StoredAsync("alone")).AsSpan().IndexOf(key));
        Assert.Equal(key, await Open().GetAsync("alone", default));
        await Assert.ThrowsAsync<SetupException>(async () => await Open(Path.Combine(folder, "other.key")).GetAsync("alone", default));
        // Nor does the value of one name open under another.
        await api.Host.Db.ExecuteAsync(
            "INSERT INTO server_secrets (name, value) SELECT 'swapped', value FROM server_secrets WHERE name = 'alone'", null, default);
        await Assert.ThrowsAsync<SetupException>(async () => await Open().GetAsync("swapped", default));
        await api.Host.Db.ExecuteAsync("DELETE FROM server_secrets WHERE name = 'swapped'", null, default);
    }

    [Fact]
    public async Task The_key_file_is_made_once_for_its_owner_only()
    {
        var file = Path.Combine(folder, "keys", "sealing.key");
        var secrets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            var sealing = new SealingKey(new SecretSettings { KeyFile = file }, new DataSettings());
            return sealing.Open("x", sealing.Close("x", [1, 2, 3]));
        })));
        Assert.All(secrets, value => Assert.Equal([1, 2, 3], value));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Keys_of_earlier_versions_stay_what_they_are_and_are_sealed()
    {
        var old = RandomNumberGenerator.GetBytes(32);
        await api.Host.Db.ExecuteAsync("INSERT INTO server_secrets (name, value) VALUES ('old', @old)", new { old }, default);
        await Open().PrepareAsync(default);
        Assert.NotEqual(old, await StoredAsync("old"));
        Assert.Equal(old, await Open().GetAsync("old", default));
    }

    [Fact]
    public async Task Rotated_keys_are_others()
    {
        var before = await Open().GetAsync("rotated", default);
        await Open().RotateAsync(default);
        Assert.NotEqual(before, await Open().GetAsync("rotated", default));
    }
}
