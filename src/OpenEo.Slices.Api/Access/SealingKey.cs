using System.Security.Cryptography;
using System.Text;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Access;

/// <summary>
/// The key that seals keys: 32 bytes in <c>Secrets:KeyFile</c>, made on first use with a mode of 600. Replicas share the file or have the same one.
/// </summary>
sealed class SealingKey(SecretSettings settings, DataSettings data)
{
    const byte Version = 1;
    const int KeySize = 32, NonceSize = 12, TagSize = 16;

    readonly Lazy<byte[]> key = new(() => Load(PathOf(settings, data)));

    /// <summary>Seals a value so that it opens under this name only: version, nonce, tag, cipher text.</summary>
    public byte[] Close(string name, byte[] value)
    {
        var result = new byte[1 + NonceSize + TagSize + value.Length];
        result[0] = Version;
        var (nonce, tag, text) = Parts(result);
        RandomNumberGenerator.Fill(nonce.Span);
        using var cipher = new AesGcm(key.Value, TagSize);
        cipher.Encrypt(nonce.Span, value, text.Span, tag.Span, Encoding.UTF8.GetBytes(name));
        return result;
    }

    /// <summary>What <see cref="Close"/> was given.</summary>
    /// <exception cref="SetupException">It was sealed with another key, or under another name.</exception>
    public byte[] Open(string name, byte[] @sealed)
    {
        try
        {
            if (@sealed.Length < 1 + NonceSize + TagSize || @sealed[0] != Version) throw new CryptographicException();
            var (nonce, tag, text) = Parts(@sealed);
            var value = new byte[text.Length];
            using var cipher = new AesGcm(key.Value, TagSize);
            cipher.Decrypt(nonce.Span, text.Span, tag.Span, value, Encoding.UTF8.GetBytes(name));
            return value;
        }
        catch (CryptographicException e)
        {
            throw new SetupException(
                $"The keys in the database are sealed with another key than that in {PathOf(settings, data)}. Set Secrets:KeyFile to the file that all "
                + "replicas share, or bring it back from a backup; if it is lost, 'secrets rotate' makes new keys, and all tokens and signed links void.", e);
        }
    }

    static string PathOf(SecretSettings settings, DataSettings data) => settings.KeyFile ?? data.PathOf("keys", "sealing.key");

    static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Text) Parts(byte[] all) =>
        (all.AsMemory(1, NonceSize), all.AsMemory(1 + NonceSize, TagSize), all.AsMemory(1 + NonceSize + TagSize));

    static byte[] Load(string path)
    {
        try
        {
            if (!File.Exists(path)) Make(path);
            var key = File.ReadAllBytes(path);
            return key.Length == KeySize ? key : throw new SetupException($"{path} has {key.Length} bytes; a key has {KeySize}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SetupException($"The key file {path} can neither be read nor made: {e.Message}", e);
        }
    }

    // Whole under another name first: another replica may look at the same moment.
    static void Make(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var attempt = $"{path}.{Guid.NewGuid():n}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(attempt, options)) file.Write(RandomNumberGenerator.GetBytes(KeySize));
        try
        {
            File.Move(attempt, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(attempt);
        }
    }
}
