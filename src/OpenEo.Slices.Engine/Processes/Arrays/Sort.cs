using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>sort: the elements in sorted order.</summary>
sealed class Sort : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "sort", "Sort an array", "Sorts the elements of an array by value, upwards or downwards. Labels are dropped.",
        ["arrays", "sorting"],
        [new("data", "An array of numbers or dates.", Sorting.Sortable), Sorting.Ascending, Sorting.NoData],
        new("The sorted array.", Sorting.Sortable))
    {
        Examples =
        [
            """{"arguments":{"data":[30,10,null,20]},"returns":[10,20,30]}""",
            """{"arguments":{"data":[30,null,20],"nodata":false},"returns":[null,20,30]}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var items = arguments.Array("data").Items;
        if (ProgramBuilder.Of(items.AsSpan()) is not { } program) return new ArrayValue([.. Sorting.Order(arguments).Select(i => items[i])]);
        var atEnd = arguments.Boolean("nodata");
        if (atEnd is null) items = items.RemoveAll(item => item is NullValue);
        var keeps = items.All(item => item is LaneValue { KeepsType: true } or NullValue);
        var lanes = program.Emit(new SortKernel(arguments.Boolean("asc") ?? true, noDataFirst: atEnd == false), items.Length, isBoolean: false, items.AsSpan());
        return new ArrayValue([.. lanes.Select(lane => lane with { KeepsType = keeps })]);
    }
}
