using OpenEo.Slices.Api.Access;
using OpenEo.Slices.Api.Postgres;
using OpenEo.Slices.Api.Settings;

namespace OpenEo.Slices.Api.Hosting;

/// <summary>The verb <c>users</c> of the command line.</summary>
static class UserCommands
{
    /// <summary>
    /// <c>users add NAME</c> (password from the first line of the input), <c>list</c>, <c>disable</c>, <c>enable</c>, <c>remove</c>, <c>credit NAME AMOUNT</c>.
    /// Returns the exit code.
    /// </summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.AddOpenEo();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        await app.Services.PrepareDatabaseAsync();
        var users = app.Services.GetRequiredService<Users>();
        switch (args)
        {
            case ["users", "add", var name]:
                await users.AddAsync(name, Console.ReadLine(), CancellationToken.None);
                Console.WriteLine($"User {name} can log in.");
                return 0;
            case ["users", "list"]:
                foreach (var name in await users.ListAsync(CancellationToken.None)) Console.WriteLine(name);
                return 0;
            case ["users", ("disable" or "enable") and var what, var name]:
                await users.SetDisabledAsync(name, what == "disable", CancellationToken.None);
                Console.WriteLine(what == "disable" ? $"User {name} is out within a minute." : $"User {name} can log in again.");
                return 0;
            case ["users", "remove", var name, .. var rest] when rest is [] or ["--with-data"]:
                await users.RemoveAsync(name, rest.Length > 0, CancellationToken.None);
                Console.WriteLine($"User {name} is removed.");
                return 0;
            case ["users", "credit", var name, var amount]:
                await users.SetCreditAsync(name, amount, CancellationToken.None);
                Console.WriteLine($"User {name} may spend {amount}.");
                return 0;
            default:
                throw new SetupException(
                    "Use: users add NAME (password from the input), users list, users disable|enable NAME, users remove NAME [--with-data], or users credit "
                    + "NAME AMOUNT ('none' for no limit)");
        }
    }
}
