using System.Text.Json;
using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Whether what a process says of itself, beside its graph and its schemas, has the types that the openEO API gives it: whoever reads it later relies on that.
/// </summary>
static class ProcessMetadata
{
    /// <summary>Adds a fault for each member that is something else.</summary>
    public static void Check(JsonElement process, IList<Fault> faults)
    {
        Check(process, "summary", IsText, "a text", faults);
        Check(process, "description", IsText, "a text", faults);
        Check(process, "categories", json => IsListOf(json, IsText), "an array of texts", faults);
        Check(process, "deprecated", IsFlag, "true or false", faults);
        Check(process, "experimental", IsFlag, "true or false", faults);
        Check(process, "exceptions", json => json.ValueKind is JsonValueKind.Object
            && json.EnumerateObject().All(one => Has(one.Value, "message", IsText) && May(one.Value, "description", IsText) && May(one.Value, "http", IsWhole)),
            "an object of objects with 'message'", faults);
        Check(process, "examples",
            json =>
            IsListOf(json, one => Has(one, "arguments", arguments => arguments.ValueKind is JsonValueKind.Object) && May(one, "title", IsText)
                && May(one, "description", IsText)), "an array of objects with 'arguments'", faults);
        Check(process, "links",
            json => IsListOf(json, one => Has(one, "href", IsText) && Has(one, "rel", IsText) && May(one, "type", IsText) && May(one, "title", IsText)),
            "an array of objects with 'href' and 'rel'", faults);
        if (process.TryGetProperty("returns", out var returns) && returns.ValueKind is JsonValueKind.Object)
            Check(returns, "description", IsText, "a text", faults, "returns.");
    }

    /// <summary>Adds the faults of one parameter's definition.</summary>
    public static void CheckParameter(JsonElement parameter, string name, IList<Fault> faults)
    {
        if (!name.All(c => c is '_' or '-' || char.IsAsciiLetterOrDigit(c)))
            faults.Add(new Fault(FaultCodes.ProcessInvalid,
                $"The name of the parameter '{name}' has other characters than letters, digits, underscores and hyphens.", null, name));
        Check(parameter, "description", IsText, "a text", faults, $"{name}.", name);
        foreach (var flag in (string[])["optional", "deprecated", "experimental"]) Check(parameter, flag, IsFlag, "true or false", faults, $"{name}.", name);
    }

    static void Check(JsonElement owner, string member, Func<JsonElement, bool> fits, string expected, IList<Fault> faults, string path = "",
        string? parameter = null)
    {
        if (!May(owner, member, fits)) faults.Add(new Fault(FaultCodes.ProcessInvalid, $"'{path}{member}' must be {expected}.", null, parameter));
    }

    static bool IsText(JsonElement json) => json.ValueKind is JsonValueKind.String;

    static bool IsFlag(JsonElement json) => json.ValueKind is JsonValueKind.True or JsonValueKind.False;

    static bool IsWhole(JsonElement json) => json.ValueKind is JsonValueKind.Number && json.TryGetInt32(out _);

    static bool IsListOf(JsonElement json, Func<JsonElement, bool> fits) => json.ValueKind is JsonValueKind.Array && json.EnumerateArray().All(fits);

    static bool Has(JsonElement json, string member, Func<JsonElement, bool> fits) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(member, out var value) && fits(value);

    // Null is the same as missing.
    static bool May(JsonElement json, string member, Func<JsonElement, bool> fits) =>
        !json.TryGetProperty(member, out var value) || value.ValueKind is JsonValueKind.Null || fits(value);
}
