using System.Text;

namespace OpenEo.Slices.Api.Running;

/// <summary>Reads lines of a process that is not trusted to end them.</summary>
static class BoundedLines
{
    /// <summary>Reads to the end.</summary>
    /// <param name="reader">What the process writes.</param>
    /// <param name="longest">Most characters of a line.</param>
    /// <param name="cut">The rest of a longer line is left out; else it is an error.</param>
    /// <param name="heard">Told of each line.</param>
    /// <exception cref="InvalidDataException">A line is too long.</exception>
    public static async Task ReadAsync(TextReader reader, int longest, bool cut, Func<string, Task> heard)
    {
        var (chunk, line) = (new char[4096], new StringBuilder());
        while (await reader.ReadAsync(chunk.AsMemory()) is > 0 and var count)
        {
            for (var rest = chunk.AsMemory(0, count); rest.Length > 0;)
            {
                var end = rest.Span.IndexOf('\n');
                var part = end < 0 ? rest : rest[..end];
                if (line.Length + part.Length > longest && !cut) throw new InvalidDataException($"A line has more than {longest} characters.");
                line.Append(part.Span[..Math.Min(part.Length, longest - line.Length)]);
                if (end < 0) break;
                await heard(line.ToString().TrimEnd('\r'));
                line.Clear();
                if (line.Capacity > 1 << 16) line.Capacity = 1 << 12;
                rest = rest[(end + 1)..];
            }
        }
        if (line.Length > 0) await heard(line.ToString());
    }
}
