using System.Text.RegularExpressions;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The house: each room may use those above it in the list and none below, so there is no circle. docs/architecture.md shows the same lists.</summary>
public sealed partial class RoomTests
{
    static readonly string[] Service =
    [
        "Settings",    // what an operator may set
        "Web",         // the API's JSON, links, errors, and what each request passes through
        "Postgres",    // the database, and the private server
        "Access",      // who somebody is and what he may
        "Jobs",        // what a job is: status, log, options, events, costs
        "Storage",     // files of results and of users
        "Graphs",      // process graphs as users send and store them
        "Running",     // the queue and the processes that work it off
        "Catalog",     // the collections that are offered
        "Worker",      // inside a worker process
        "Features",    // one slice an endpoint
        "Demo",        // the demo collection and the demo
        "Hosting",     // composition
        "",            // Program
    ];

    static readonly string[] Engine =
    [
        "Faults",      // what is wrong, and whom to tell
        "Values",      // what flows along the edges of a graph
        "Blocks",      // cells in memory
        "Kernels",     // loops over cells
        "Programs",    // child graphs, compiled
        "Geometries",  // features, GeoJSON, pixels of geometries
        "Cubes",       // lazy, typed arrays on a grid or of geometries
        "Stac",        // from catalogs to cubes
        "Graph",       // process graphs: parsed, checked, typed; what a process is
        "Execution",   // plans, windows, files
        "Processes",   // every process
    ];

    public static TheoryData<string> Houses => ["OpenEo.Slices.Api", "OpenEo.Slices.Engine"];

    static (Rooms Rooms, string[] Order) Open(string house) => house == "OpenEo.Slices.Api"
        ? (Rooms.Of(typeof(Service).Assembly, house), Service)
        : (Rooms.Of(typeof(ProcessCatalog).Assembly, house), Engine);

    [Theory]
    [MemberData(nameof(Houses))]
    public void A_room_uses_only_rooms_that_stand_before_it(string house)
    {
        var (rooms, order) = Open(house);
        Assert.True(rooms.Arrows.Count > 100, "Too little was found to believe the rest.");
        var against = rooms.Against(order).Select(arrow => arrow.ToString()).ToList();
        Assert.True(against.Count == 0, $"Against the order of rooms:\n{string.Join('\n', against)}");
    }

    [Theory]
    [MemberData(nameof(Houses))]
    public void Every_room_is_in_the_list_and_every_one_in_the_list_is_there(string house)
    {
        var (rooms, order) = Open(house);
        Assert.Equal(order.Order(), rooms.Names.Where(room => room.Length > 0 || order.Contains("")).Order());
    }

    [Theory]
    [MemberData(nameof(Houses))]
    public void The_architecture_page_lists_the_rooms_in_this_order(string house)
    {
        var page = File.ReadAllText(Path.Combine(ArchitectureTests.Root, "docs", "architecture.md"));
        var section = page[page.IndexOf($"### `{house}`", StringComparison.Ordinal)..];
        section = section[..(section.IndexOf("\n#", 5, StringComparison.Ordinal) is > 0 and var end ? end : section.Length)];
        Assert.Equal(Open(house).Order.Where(room => room.Length > 0), Row().Matches(section).Select(match => match.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Houses))]
    public void An_arrow_back_would_be_seen(string house)
    {
        // The same assembly with two rooms swapped of which one uses the other: the check has to find what is now against the order.
        var (rooms, order) = Open(house);
        var known = rooms.Arrows.Except(rooms.Against(order)).First(arrow => arrow.From.Length > 0);
        var swapped = order.Select(room => room == known.From ? known.To : room == known.To ? known.From : room).ToList();
        Assert.Contains(known, rooms.Against(swapped));
    }

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
