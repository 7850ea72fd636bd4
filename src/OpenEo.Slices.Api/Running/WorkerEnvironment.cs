namespace OpenEo.Slices.Api.Running;

/// <summary>
/// The settings that worker processes get, as environment variables: other users of the machine cannot read them there. Made when the first worker starts,
/// because the private database has an address only then.
/// </summary>
sealed class WorkerEnvironment(Func<IReadOnlyDictionary<string, string>> make)
{
    readonly Lazy<IReadOnlyDictionary<string, string>> variables = new(make);

    /// <summary>Names and values.</summary>
    public IReadOnlyDictionary<string, string> Variables => variables.Value;
}
