using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>The verb <c>secrets</c> of the command line.</summary>
static class SecretCommands
{
    /// <summary><c>secrets rotate</c>: all keys of tokens and links are made anew. Returns the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not ["secrets", "rotate"]) throw new SetupException("Use: secrets rotate (all tokens and signed links become void)");
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddOpenEo();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await app.Services.PrepareDatabaseAsync();
        await app.Services.GetRequiredService<Secrets>().RotateAsync(CancellationToken.None);
        Console.WriteLine("New keys are made when they are needed. Start every replica of the service anew: until then it goes on with the old ones.");
        return 0;
    }
}
