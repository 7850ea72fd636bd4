using System.Collections.ObjectModel;

namespace OpenEo.Slices.Engine.Faults;

/// <summary>
/// Faults as they are found, in a size that an answer can have however many there are: the first <see cref="Most"/>, with messages that are cut where they are
/// longer than <see cref="LongestMessage"/>.
/// </summary>
sealed class FaultList : Collection<Fault>
{
    /// <summary>More faults than these are counted, but not kept.</summary>
    public const int Most = 100;

    /// <summary>Characters of a message or a place that are kept.</summary>
    public const int LongestMessage = 1000;

    int more;

    /// <summary>The faults and, when there are more, one that says how many.</summary>
    public IReadOnlyList<Fault> Close() => more == 0 ? this
        : [.. this, new Fault(FaultCodes.ProcessGraphInvalid, $"There are {more} more faults. Mend these first.")];

    /// <summary>Warnings in the same size.</summary>
    public static IReadOnlyList<Fault> Warnings(IEnumerable<Fault> warnings)
    {
        var list = new FaultList();
        list.AddRange(warnings);
        return list.more == 0 ? list : [.. list, new Fault(NoticeCodes.Notice, $"There are {list.more} more warnings.")];
    }

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Fault> faults)
    {
        foreach (var fault in faults) Add(fault);
    }

    protected override void InsertItem(int index, Fault item)
    {
        if (Count >= Most) more++;
        else base.InsertItem(index, item with { Message = Cut(item.Message), Node = item.Node is { } node ? Cut(node) : null });
    }

    static string Cut(string text) => text.Length <= LongestMessage ? text : text[..(char.IsHighSurrogate(text[LongestMessage - 1])
        ? LongestMessage - 1 : LongestMessage)] + "…";
}
