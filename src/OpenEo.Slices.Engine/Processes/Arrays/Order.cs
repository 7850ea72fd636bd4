using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Kernels;
using OpenEo.Slices.Engine.Programs;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Processes.Arrays;

/// <summary>order: the positions of the elements in sorted order.</summary>
sealed class Order : Process
{
    public override ProcessDefinition Definition { get; } = new(
        "order", "Order of the elements",
        "Gives the positions of the elements, counted from zero, in the order that sorting them by value would bring; `rearrange` can use it. Equal elements "
        + "keep their order.",
        ["arrays", "sorting"],
        [new("data", "An array of numbers or dates.", Sorting.Sortable), Sorting.Ascending, Sorting.NoData],
        new("The positions.", Schema.Parse("""{"type":"array","items":{"type":"integer","minimum":0}}""")))
    {
        Examples =
        [
            """{"arguments":{"data":[30,10,null,20]},"returns":[1,3,0]}""",
            """{"arguments":{"data":[30,10,null,20],"asc":false,"nodata":true},"returns":[0,3,1,2]}""",
        ],
    };

    public override Value Invoke(Arguments arguments, Evaluation evaluation)
    {
        var items = arguments.Array("data").Items;
        if (ProgramBuilder.Of(items.AsSpan()) is not { } program) return new ArrayValue([.. Sorting.Order(arguments).Select(i => Value.Of((double)i))]);
        bool? noDataFirst = arguments.Boolean("nodata") is { } atEnd ? !atEnd : null;
        return new ArrayValue(
            [.. program.Emit(new OrderKernel(arguments.Boolean("asc") ?? true, noDataFirst), items.Length, isBoolean: false, items.AsSpan())]);
    }
}
