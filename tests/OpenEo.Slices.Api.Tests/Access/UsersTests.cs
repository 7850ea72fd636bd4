using Microsoft.Extensions.Configuration;
using OpenEo.Slices.Api.Hosting;

namespace OpenEo.Slices.Api.Tests.Access;

public sealed class UsersTests
{
    [Theory]
    [InlineData(true, "")]
    [InlineData(true, "urls=http://localhost:8080")]
    [InlineData(true, "urls=http://[::1]:8080")]
    [InlineData(false, "urls=http://0.0.0.0:8080")]
    [InlineData(false, "urls=http://*:8080")]
    [InlineData(false, "urls=http://[::]:8080")]
    [InlineData(false, "urls=http://192.0.2.1:8080")]
    [InlineData(false, "urls=http://unix:/run/openeo.sock")]
    [InlineData(false, "http_ports=8080")]
    [InlineData(false, "PublicUrl=https://eo.example")]
    [InlineData(true, "PublicUrl=")]
    [InlineData(false, "TrustedProxies:0=127.0.0.1")]
    [InlineData(false, "DemoUser=false")]
    [InlineData(false, "Kestrel:Endpoints:All:Url=http://*:80")]
    [InlineData(false, "ConnectionStrings:OpenEo=Host=db")]
    public void The_demo_user_exists_only_where_nobody_else_can_reach_the_service(bool allowed, string setting)
    {
        var settings = setting.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => (string?)pair[1]);
        Assert.Equal(allowed, DemoUser.IsAllowed(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
    }

    [Fact]
    public void One_public_address_among_several_is_enough_to_lock_the_demo_user_out()
    {
        var settings = new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:8080;http://0.0.0.0:8081" };
        Assert.False(DemoUser.IsAllowed(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()));
    }
}
