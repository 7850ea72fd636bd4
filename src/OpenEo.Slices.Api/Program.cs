using Carter;
using OpenEo.Slices.Api.Hosting;
using Serilog;

var verb = args is [var first, ..] && !first.StartsWith('-') ? first : "serve";
try
{
    return verb switch
    {
        "serve" => await ServeAsync(args),
        _ => throw new SetupException($"Unknown command '{verb}'. Known: serve."),
    };
}
catch (SetupException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

static async Task<int> ServeAsync(string[] args)
{
    var builder = WebApplication.CreateSlimBuilder(args);
    builder.AddOpenEo();

    await using var app = builder.Build();
    await app.Services.PrepareDatabaseAsync();
    app.UseSerilogRequestLogging();       // outside the exception handler, or every 404 is logged as a 500
    app.UseForwardedHeaders();
    app.UseOpenEoCors();
    app.UseExceptionHandler();
    app.UseStatusCodePages(pages => ErrorResponses.WriteStatusAsync(pages.HttpContext, Links.BasePath(app.Configuration)));
    app.UseRouting();
    app.MapGroup(Links.BasePath(app.Configuration)).MapCarter();
    await app.RunAsync();
    return 0;
}

/// <summary>The entry point; public for the test host.</summary>
public partial class Program;
