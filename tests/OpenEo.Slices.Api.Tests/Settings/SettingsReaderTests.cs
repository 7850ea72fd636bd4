using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Tests.Settings;

/// <summary>A service with a wrong setting does not start, and says which one it is.</summary>
public class SettingsReaderTests
{
    static IEnumerable<PropertyInfo> All => SettingsReader.Sections.SelectMany(SettingsReader.Of);

    /// <summary>Settings that are a number, a flag or one of several words.</summary>
    public static TheoryData<string> Checked => [.. All.Where(setting => !IsText(setting)).Select(SettingsReader.NameOf)];

    /// <summary>Settings that are numbers.</summary>
    public static TheoryData<string> Numbers =>
        [.. All.Where(setting => !IsText(setting) && setting.GetCustomAttribute<RangeAttribute>() is not null).Select(SettingsReader.NameOf)];

    static bool IsText(PropertyInfo setting) => setting.PropertyType == typeof(string) || setting.PropertyType.IsArray;

    static SetupException Refused(string name, string value) =>
        Assert.Throws<SetupException>(() => new ServiceCollection().AddSettings(With((name, value))));

    static IConfiguration With(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => setting.Value)).Build();

    [Theory]
    [MemberData(nameof(Checked))]
    public void A_value_of_another_kind_is_refused_by_name(string name)
    {
        var message = Refused(name, "sometimes").Message;

        Assert.StartsWith($"{name} is 'sometimes', but must be ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_out_of_range_is_refused_by_name(string name)
    {
        Assert.StartsWith($"{name} is '-1', but must be ", Refused(name, "-1").Message, StringComparison.Ordinal);
        Assert.StartsWith($"{name} is 'NaN', but must be ", Refused(name, "NaN").Message, StringComparison.Ordinal);
        Assert.StartsWith($"{name} is '1e400', but must be ", Refused(name, "1e400").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_number_has_a_range() => Assert.Empty(
        All.Where(setting => (Nullable.GetUnderlyingType(setting.PropertyType) ?? setting.PropertyType) is var type
            && (type == typeof(int) || type == typeof(long) || type == typeof(double)))
            .Where(setting => setting.GetCustomAttribute<RangeAttribute>() is null).Select(SettingsReader.NameOf));

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Defaults_are_within_their_range(string name)
    {
        var setting = All.Single(setting => SettingsReader.NameOf(setting) == name);
        var value = setting.GetValue(Activator.CreateInstance(setting.DeclaringType!));
        Assert.True(setting.GetCustomAttribute<RangeAttribute>()!.IsValid(value), $"{name} = {value}");
    }

    [Fact]
    public void All_wrong_settings_are_told_at_once()
    {
        var message = Assert.Throws<SetupException>(
            () => new ServiceCollection().AddSettings(With(("Jobs:PerUser", "0"), ("Sync:Seconds", "long"), ("PublicUrl", "here")))).Message;

        Assert.Equal(3, message.Split('\n').Length);
        Assert.Contains("Jobs:PerUser is '0', but must be a whole number from 1 to ", message, StringComparison.Ordinal);
        Assert.Contains("PublicUrl is 'here'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_value_is_as_good_as_none()
    {
        var configuration = With(("Jobs:PerUser", ""), ("ConnectionStrings:OpenEo", ""), ("TrustedProxies:0", ""));

        Assert.Equal(new JobSettings(), SettingsReader.Read<JobSettings>(configuration));
        Assert.True(SettingsReader.Read<DataSettings>(configuration).IsEmbedded);
        Assert.Empty(SettingsReader.Read<AddressSettings>(configuration).TrustedProxies);
    }

    [Theory]
    [InlineData("TrustedProxies:0", "gateway.example")]
    [InlineData("TrustedProxies:0", "10.0.0.0/99")]
    [InlineData("PublicUrl", "ftp://example.org")]
    [InlineData("PublicUrl", "https://example.org/?a=b")]
    [InlineData("Billing:DefaultPlan", "gold")]
    [InlineData("Billing:Plans:0:Paid", "perhaps")]
    public void What_contradicts_itself_is_refused_by_name(string name, string value) =>
        Assert.StartsWith(name.Split(":0")[0], Refused(name, value).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_means_nothing_is_told_with_those_that_do()
    {
        var message = Assert.Single(SettingsReader.Unknown(With(("Jobs:MaxAttempts", "5"), ("Jobs:PerUser", "3"), ("Elsewhere:X", "1"))));

        Assert.Contains("Jobs:MaxAttempts", message, StringComparison.Ordinal);
        Assert.Contains("MaxTries", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_service_ends_with_the_message_and_nothing_else()
    {
        using var process = new ServiceProcess(["serve"], new Dictionary<string, string> { ["Jobs__LeaseSeconds"] = "soon", ["Workers__Warm"] = "-3" });
        var (exitCode, output, error) = await process.EndAsync();

        Assert.Equal((1, ""), (exitCode, output));
        Assert.Equal(
            ["Jobs:LeaseSeconds is 'soon', but must be a number from 0.1 to 1000000.", "Workers:Warm is '-3', but must be a whole number from 0 to 1000."],
            error.Trim().Split('\n').Select(line => line.Trim()));
    }
}
