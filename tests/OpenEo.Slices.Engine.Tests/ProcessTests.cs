using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Graph;
using OpenEo.Slices.Engine.Values;
using OpenEo.Slices.Tests;

namespace OpenEo.Slices.Engine.Tests;

/// <summary>
/// The published cases of the openEO processes: one JSON file a process, in the folder that OPENEO_PROCESS_TESTS names, or in the shared folder. A process that
/// the engine does not have is skipped, and so is a case that is known to be wrong.
/// </summary>
public sealed class ProcessTests
{
    const string None = "no cases";

    /// <summary>Cases that expect a result against the definition of their process: which, and why. Only cases with a result are asked.</summary>
    static readonly (string Process, Func<JsonElement, bool> Which, string Reason)[] KnownWrongCases =
    [
        ("aggregate_temporal", test => test.GetProperty("arguments").TryGetProperty("labels", out var labels) && labels.GetRawText().Contains("W01")
            && test.GetProperty("arguments").GetRawText().Contains("2020-06-01"),
            "All dates are in June, all intervals in January, but the result is expected to have values."),
        ("aggregate_temporal_period", test => Text(test, "period") == "hour",
            "All instants are of 1 June 2020, but the expected labels are of 1 to 4 June, one a day."),
        ("aggregate_temporal_period", test => Text(test, "dimension") == "t2"
            && test.GetProperty("returns").GetProperty("dimensions").TryGetProperty("t", out _),
            "The dimension t2 of the cube is expected to be called t in the result."),
        ("array_element", test => Text(test, "label") == "BO2", "It asks for the label BO2, with the letter O, and expects the element B02."),
        ("array_filter", test => test.GetProperty("arguments").GetRawText().Contains("subtract"),
            "The condition returns numbers, of which the positive ones are expected to count as true."),
        ("array_filter", test => CaseReader.TypeOf(test.GetProperty("arguments").GetProperty("data")) == "labeled-array"
            && test.GetProperty("returns").ValueKind == JsonValueKind.Array,
            "The labelled array that it expects lacks its type, which leaves an array of objects."),
        ("array_find", test => CaseReader.TypeOf(test.GetProperty("arguments").GetProperty("data")) == "labeled-array"
            && test.GetProperty("returns").ToString() == "1",
            "The value is that of the first element, whose position is 0, not 1."),
        ("product", test => test.GetProperty("arguments").GetRawText().Contains("-Infinity") && Returns(test, "NaN"),
            "Minus infinity times infinity is minus infinity in IEEE 754, not NaN."),
        ("apply", test => test.GetProperty("arguments").TryGetProperty("context", out var factor) && factor.ValueKind == JsonValueKind.Number
            && test.GetProperty("returns").GetRawText().Contains("1650"),
            "A cell is no-data (255), but the result is expected to have ten times 165 there."),
        ("mask", test => test.GetProperty("arguments").TryGetProperty("replacement", out var replacement) && replacement.GetRawText() == "-1",
            "Cells are replaced where the mask is 0, but the definition replaces them where it is not 0."),
    ];

    /// <summary>Process and number of each case.</summary>
    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        var folder = Folder();
        foreach (var file in folder is null ? [] : Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal).ToArray())
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file));
            for (var i = 0; i < json.RootElement.GetProperty("tests").GetArrayLength(); i++) cases.Add(Path.GetFileNameWithoutExtension(file), i);
        }
        if (cases.Count == 0) cases.Add(None, 0);
        return cases;
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Answers_as_the_case_says(string process, int number)
    {
        Skip.If(process == None, "No folder of process cases: set OPENEO_PROCESS_TESTS to run them.");
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder()!, process + ".json")));
        var id = json.RootElement.GetProperty("id").GetString()!;
        var test = json.RootElement.GetProperty("tests")[number];
        Skip.If(ProcessCatalog.Find(id) is null, $"The engine has no process '{id}'.");
        foreach (var required in test.TryGetProperty("required", out var all) ? all.EnumerateArray() : [])
            Skip.If(ProcessCatalog.Find(required.GetString()!) is null, $"The engine has no process '{required}', which the case needs.");
        var wrong = Wrong(id, test);
        Skip.If(wrong is not null, $"The case is wrong: {wrong}");
        Check(id, test);
    }

    /// <summary>Why a case is wrong; null for those that are not known to be.</summary>
    internal static string? Wrong(string id, JsonElement test) =>
        Array.Find(KnownWrongCases, known => known.Process == id && test.TryGetProperty("returns", out _) && known.Which(test)).Reason;

    /// <summary>Fails unless the process answers as the case says.</summary>
    internal static void Check(string id, JsonElement test)
    {
        var mayReturn = test.TryGetProperty("returns", out var expected);
        var mayThrow = test.TryGetProperty("throws", out var code);
        Value actual;
        try
        {
            actual = Call(id, test.GetProperty("arguments"));
        }
        catch (ProcessGraphException failure) when (mayThrow)
        {
            if (code.ValueKind == JsonValueKind.String) Assert.Contains(failure.Faults, fault => fault.Code == code.GetString());
            return;
        }
        Assert.True(mayReturn, $"The case must fail with {code}, but returned {actual}.");
        CaseComparison.AssertEqual(expected, actual, test.TryGetProperty("delta", out var delta) ? delta.GetDouble() : 1e-10);
    }

    /// <summary>Calls a process with arguments in the encoding of the cases, through a graph of one node.</summary>
    internal static Value Call(string id, JsonElement arguments)
    {
        var node = new Node("case", id, null,
            arguments.EnumerateObject().ToImmutableSortedDictionary(argument => argument.Name, argument => CaseReader.Argument(argument.Value),
                StringComparer.Ordinal), IsResult: true);
        var graph = new ProcessGraph([node]);
        var faults = new List<Fault>();
        GraphCheck.Check(graph, [], UserContext.Nobody, faults);
        if (faults.Count > 0) throw new ProcessGraphException(faults);
        return new Evaluation(Services).Run(graph, ImmutableDictionary<string, Value>.Empty);
    }

    // The cases bring their data along: nothing is loaded, only coordinates are transformed.
    static EvaluationServices Services { get; } = new(new FakeReader(), null!, null!, null!, UserContext.Nobody, null, CancellationToken.None);

    static string? Folder()
    {
        try
        {
            return Environment.GetEnvironmentVariable("OPENEO_PROCESS_TESTS") is { Length: > 0 } given ? given : SharedFolder.Find("reference/process-tests");
        }
        catch (SkipException)
        {
            return null;
        }
    }

    static bool Returns(JsonElement test, string number) =>
        test.TryGetProperty("returns", out var returns) && CaseReader.TypeOf(returns) == "number" && returns.GetProperty("value").GetString() == number;

    static string? Text(JsonElement test, string argument) =>
        test.GetProperty("arguments").TryGetProperty(argument, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
