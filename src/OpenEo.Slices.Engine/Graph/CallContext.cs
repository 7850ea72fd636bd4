using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What a call can be checked against without opening data.</summary>
/// <param name="User">Whose graph it is.</param>
/// <param name="Collections">The collections that are offered.</param>
/// <param name="RunsNow">False in a process that is stored for later calls: what it reads may come until then.</param>
public sealed record CallContext(UserContext User, CollectionCatalog Collections, bool RunsNow);
