using OpenEo.Slices.Engine.Cubes;
using OpenEo.Slices.Engine.Faults;
using OpenEo.Slices.Engine.Stac;

namespace OpenEo.Slices.Engine.Graph;

/// <summary>What an evaluation may ask of the outside.</summary>
public sealed record EvaluationServices(
    IRasterLibrary Rasters, CollectionCatalog Collections, StacDocuments Documents, LocationPolicy Policy, UserContext User, IRunLog? Log,
    CancellationToken Cancellation);
