using Microsoft.AspNetCore.Connections;
using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Demo;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;
using OpenEo.Slices.Api.Worker.Caging;

var verb = args is [var first, ..] && !first.StartsWith('-') ? first : "serve";
try
{
    // What the operator has written elsewhere is his to open.
    if (verb is not ("demo-collection" or "health")) PrivateFiles.MaskAll();
    return verb switch
    {
        "serve" => await ServeAsync(args),
        "users" => await UserCommands.RunAsync(args),
        "secrets" => await SecretCommands.RunAsync(args),
        "health" => await HealthCommand.RunAsync(args),
        "demo-collection" => DemoCollection.Run(args),
        "demo" => await DemoRun.RunAsync(args),
        "worker" => await WorkerCommand.ServeAsync(Cage.Enter()),
        "run" => await WorkerCommand.RunAsync(args.ElementAtOrDefault(1) ?? ""),
        _ => throw new SetupException($"Unknown command '{verb}'. Known: serve, users, secrets, health, demo-collection, demo, worker, run."),
    };
}
catch (SetupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
catch (IOException e) when (e.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync($"{e.Message} Stop what listens there, or set ASPNETCORE_URLS to another address.");
    return 1;
}

static async Task<int> ServeAsync(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddOpenEo();
    Listening.Try(builder.Configuration);

    await using var app = builder.Build();
    if (app.Services.GetRequiredService<WorkerSettings>().Cage == CageMode.Required && Cage.Unable() is { Count: > 0 } unable)
        throw new SetupException($"Workers:Cage is Required, but workers could not be shut off from {string.Join("; ", unable)}.");
    PrivateFiles.Close(app.Services.GetRequiredService<DataSettings>());
    await app.Services.PrepareDatabaseAsync();
    await app.Services.GetRequiredService<Secrets>().PrepareAsync(CancellationToken.None);
    await app.Services.GetRequiredService<Users>().PrepareDemoAsync(DemoUser.IsAllowed(app.Configuration), CancellationToken.None);
    app.UseOpenEo();
    await app.RunAsync();
    return 0;
}

/// <summary>The entry point; public for the test host.</summary>
public partial class Program;
