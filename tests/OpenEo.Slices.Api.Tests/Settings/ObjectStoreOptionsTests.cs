using Microsoft.Extensions.Configuration;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Tests.Settings;

/// <summary>What is wrong with object stores is told at the start, without their keys.</summary>
public class ObjectStoreOptionsTests
{
    static SourceSettings Read(string settings) => SettingsReader.Read<SourceSettings>(new ConfigurationBuilder().AddInMemoryCollection(
        settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(setting => setting.Split('='))
            .Select(pair => KeyValuePair.Create($"Sources:S3:{pair[0]}", (string?)pair[1]))).Build());

    [Theory]
    [InlineData("0:Endpoint=https://store.example", "'Buckets' is missing")]
    [InlineData("0:Buckets:0=b 0:Endpoint=store.example", "'Endpoint'")]
    [InlineData("0:Buckets:0=b 0:Endpoint=https://user:pass@store.example", "'Endpoint'")]
    [InlineData("0:Buckets:0=b 0:Region=a/b", "'Region'")]
    [InlineData("0:Buckets:0=b 0:SecretKey=topsecret", "'AccessKey'")]
    [InlineData("0:Buckets:0=b 0:AccessKey=k", "'SecretKey'")]
    [InlineData("0:Buckets:0=b 0:AccessKey=k 0:SecretKey=topsecret 0:SecretKeyFile=/none", "either")]
    [InlineData("0:Buckets:0=b 0:AccessKey=k 0:SecretKeyFile=/none", "'/none'")]
    [InlineData("0:Buckets:0=* 0:AccessKey=k 0:SecretKey=topsecret", "must be named")]
    [InlineData("0:Buckets:0=b 0:RequesterPays=true", "'RequesterPays'")]
    [InlineData("0:Buckets:0=b 1:Buckets:0=b", "'b'")]
    [InlineData("0:Buckets:0=b 0:Key=topsecret", "Sources:S3")]
    public void A_store_that_is_none_is_refused(string settings, string words)
    {
        var message = Assert.Throws<SetupException>(() => Read(settings)).Message;
        Assert.Contains("Sources:S3", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
        Assert.DoesNotContain("topsecret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_has_its_key_from_the_settings_or_from_a_file()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "from the file\n");
        var stores = Read($"0:Buckets:0=a 0:AccessKey=k 0:SecretKeyFile={file} 1:Buckets:0=b 1:AccessKey=k 1:SecretKey=here 2:Buckets:0=*").S3;
        Assert.Equal(["from the file", "here"], stores.Take(2).Select(store => store.ReadSecret()));
        Assert.Equal([true, true, false], stores.Select(store => store.Store.IsSigned));
        File.Delete(file);
    }
}
