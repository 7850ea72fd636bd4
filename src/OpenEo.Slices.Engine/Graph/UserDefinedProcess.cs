using System.Collections.Immutable;
using System.Text.Json;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Values;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// A process that is a graph of other processes, with parameters of its own: it is checked, typed and computed like a built-in one. Its graph sees its
/// parameters and nothing of the caller's.
/// </summary>
/// <param name="reference">Namespace and id.</param>
/// <param name="definition">Its contract, read from its JSON.</param>
/// <param name="graph">The process graph.</param>
public sealed class UserDefinedProcess(ProcessReference reference, ProcessDefinition definition, ProcessGraph graph) : Process
{
    /// <summary>Calls within calls are refused beyond this depth.</summary>
    internal const int MaximumDepth = 24;

    /// <summary>Namespace and id.</summary>
    public ProcessReference Reference => reference;

    /// <inheritdoc/>
    public override ProcessDefinition Definition => definition;

    /// <summary>The process graph.</summary>
    public ProcessGraph Graph => graph;

    /// <summary>The user-defined processes that its graph calls, in the graph's order.</summary>
    public IReadOnlyList<ProcessReference> References { get; private init; } = [];

    /// <summary>As it was read: with members that mean something outside of the engine only.</summary>
    public JsonElement Json { get; private init; }

    /// <summary>Whether its graph reads files of the user who calls it.</summary>
    public bool LoadsFiles { get; private init; }

    /// <summary>Names that its graph may use.</summary>
    public ImmutableHashSet<string> Scope { get; } = [.. definition.Parameters.Select(parameter => parameter.Name)];

    /// <inheritdoc/>
    public override Value Invoke(Arguments arguments, Evaluation evaluation) => evaluation.Enter(this, arguments.Values);

    /// <summary>
    /// Whether a process may be called so. Beyond the API's letters, digits and underscores hyphens are taken, because clients send them.
    /// </summary>
    public static bool IsId(string id) => id.Length is > 0 and <= 200 && id.All(c => c is '_' or '-' || char.IsAsciiLetterOrDigit(c));

    /// <summary>Reads a process from its JSON. Null when it cannot be used; what is wrong is added to <paramref name="faults"/>.</summary>
    public static UserDefinedProcess? Read(ProcessReference reference, JsonElement json, IList<Fault> faults)
    {
        var before = faults.Count;
        return ReadLeniently(reference, json, faults) is { } process && faults.Count == before ? process : null;
    }

    /// <summary>The same, but also a process that has faults as long as its graph can be looked at: to find the others.</summary>
    internal static UserDefinedProcess? ReadLeniently(ProcessReference reference, JsonElement json, IList<Fault> faults)
    {
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty("process_graph", out var nodes) || nodes.ValueKind is JsonValueKind.Null)
        {
            faults.Add(new Fault(FaultCodes.ProcessGraphMissing, $"The process '{reference.Id}' has no process graph."));
            return null;
        }
        ProcessMetadata.Check(json, faults);
        var parameters = ReadParameters(json, faults);
        var returns = ReadReturns(json, faults);
        var graph = ProcessGraph.Parse(nodes, faults, reference.Namespace);
        if (graph is null) return null;
        return new(reference, new ProcessDefinition(reference.Id, Text(json, "summary"), Text(json, "description"), [], parameters, returns), graph)
        {
            Json = json,
            References = ProcessReferences.Find(nodes, reference.Namespace),
            LoadsFiles = ProcessReferences.Calls(nodes, ProcessTraits.ReadsUserFiles),
        };
    }

    /// <summary>What is not as openEO has it in the parameters and return value of a process, but was clear.</summary>
    internal static IReadOnlyList<Fault> Notices(JsonElement process)
    {
        var notices = new List<Fault>();
        ReadParameters(process, [], notices);
        ReadReturns(process, [], notices);
        return notices;
    }

    /// <summary>The parameters that a process declares. Faults name the parameter.</summary>
    public static ImmutableArray<Parameter> ReadParameters(JsonElement process, IList<Fault> faults) => ReadParameters(process, faults, null);

    static ImmutableArray<Parameter> ReadParameters(JsonElement process, IList<Fault> faults, List<Fault>? notices)
    {
        if (!process.TryGetProperty("parameters", out var json) || json.ValueKind is JsonValueKind.Null) return [];
        if (json.ValueKind is not JsonValueKind.Array)
        {
            faults.Add(new Fault(FaultCodes.ProcessInvalid, "'parameters' must be an array of objects with 'name', 'description' and 'schema'."));
            return [];
        }
        var parameters = ImmutableArray.CreateBuilder<Parameter>();
        var names = new HashSet<string>();
        foreach (var item in json.EnumerateArray())
        {
            if (ReadParameter(item, parameters.Count, faults, notices) is not { } parameter) continue;
            if (!names.Add(parameter.Name))
                faults.Add(new Fault(FaultCodes.ProcessInvalid, $"Two parameters are called '{parameter.Name}'.", null, parameter.Name));
            else parameters.Add(parameter);
        }
        return parameters.ToImmutable();
    }

    static Parameter? ReadParameter(JsonElement json, int index, IList<Fault> faults, List<Fault>? notices)
    {
        if (json.ValueKind is not JsonValueKind.Object || !json.TryGetProperty("name", out var name) || name.ValueKind is not JsonValueKind.String
            || name.GetString() is not { Length: > 0 } id)
        {
            faults.Add(new Fault(FaultCodes.ProcessInvalid, $"Parameter {index} has no 'name'."));
            return null;
        }
        ProcessMetadata.CheckParameter(json, id, faults);
        if (id.Contains('-')) Notice(notices, $"The name of the parameter '{id}' has a hyphen, which openEO does not have in names.", id);
        var schema = ReadSchema(json, $"parameter '{id}'", id, faults, notices) ?? Schema.Any;
        var hasDefault = json.TryGetProperty("default", out var fallback);
        var optional = hasDefault || json.TryGetProperty("optional", out var flag) && flag.ValueKind is JsonValueKind.True;
        var value = hasDefault ? ValueJson.Read(fallback) : Value.Null;
        if (hasDefault && value is not NullValue && schema.Mismatch(value) is { } reason)
            faults.Add(new Fault(FaultCodes.ProcessInvalid, $"The default of parameter '{id}' does not fit its schema: {reason}.", null, id));
        return new Parameter(id, Text(json, "description"), schema) { Optional = optional, Default = value };
    }

    static Returns ReadReturns(JsonElement process, IList<Fault> faults, List<Fault>? notices = null)
    {
        if (!process.TryGetProperty("returns", out var json) || json.ValueKind is JsonValueKind.Null) return new Returns("", Schema.Any);
        if (json.ValueKind is JsonValueKind.Object)
            return new Returns(Text(json, "description"), ReadSchema(json, "the return value", null, faults, notices) ?? Schema.Any);
        faults.Add(new Fault(FaultCodes.ProcessInvalid, "'returns' must be an object with a 'schema'."));
        return new Returns("", Schema.Any);
    }

    static Schema? ReadSchema(JsonElement owner, string what, string? parameter, IList<Fault> faults, List<Fault>? notices)
    {
        if (!owner.TryGetProperty("schema", out var json)) return Schema.Any;
        var schema = Schema.Read(json, told => Notice(notices, $"In the schema of {what}, {told}.", parameter), out var reason);
        if (schema is null) faults.Add(new Fault(FaultCodes.ProcessInvalid, $"The schema of {what} is not valid: {reason}.", null, parameter));
        return schema;
    }

    static void Notice(List<Fault>? notices, string message, string? parameter) =>
        notices?.Add(new Fault(NoticeCodes.Notice, message, null, parameter));

    static string Text(JsonElement json, string member) => json.TryGetProperty(member, out var text) && text.ValueKind is JsonValueKind.String
        ? text.GetString()! : "";
}
