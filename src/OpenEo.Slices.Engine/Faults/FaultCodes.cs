namespace OpenEo.Slices.Engine.Faults;

/// <summary>
/// Error codes of graphs and their data: of the openEO API, of its process definitions, and a few of our own. Their HTTP status is the service's to say.
/// </summary>
public static class FaultCodes
{
    /// <summary>The array has no element at the index or with the label.</summary>
    public const string ArrayElementNotAvailable = nameof(ArrayElementNotAvailable);

    /// <summary>Index and label were both given.</summary>
    public const string ArrayElementParameterConflict = nameof(ArrayElementParameterConflict);

    /// <summary>Neither index nor label was given.</summary>
    public const string ArrayElementParameterMissing = nameof(ArrayElementParameterMissing);

    /// <summary>Arrays that are joined share a label.</summary>
    public const string ArrayLabelConflict = nameof(ArrayLabelConflict);

    /// <summary>Values and labels differ in number.</summary>
    public const string ArrayLengthMismatch = nameof(ArrayLengthMismatch);

    /// <summary>A label was asked for in an array that has none.</summary>
    public const string ArrayNotLabeled = nameof(ArrayNotLabeled);

    /// <summary>Probabilities do not ascend.</summary>
    public const string AscendingProbabilitiesRequired = nameof(AscendingProbabilitiesRequired);

    /// <summary>There is a band of that name already.</summary>
    public const string BandExists = nameof(BandExists);

    /// <summary>A filter of bands names none.</summary>
    public const string BandFilterParameterMissing = nameof(BandFilterParameterMissing);

    /// <summary>No collection has the id.</summary>
    public const string CollectionNotFound = nameof(CollectionNotFound);

    /// <summary>Fewer points are allowed than there are geometries.</summary>
    public const string CountMismatch = nameof(CountMismatch);

    /// <summary>The cube has no cells, which the format cannot store.</summary>
    public const string DataCubeEmpty = nameof(DataCubeEmpty);

    /// <summary>A child process has changed dimensions that must stay as they are.</summary>
    public const string DataCubePropertiesImmutable = nameof(DataCubePropertiesImmutable);

    /// <summary>A file of the data cannot be read, or not as its metadata say.</summary>
    public const string DataUnreadable = nameof(DataUnreadable);

    /// <summary>The elevation model is none, or does not fit the data.</summary>
    public const string DigitalElevationModelInvalid = nameof(DigitalElevationModelInvalid);

    /// <summary>Several dimensions may be meant.</summary>
    public const string DimensionAmbiguous = nameof(DimensionAmbiguous);

    /// <summary>There is a dimension of that name already.</summary>
    public const string DimensionExists = nameof(DimensionExists);

    /// <summary>Labels and dimension differ in size.</summary>
    public const string DimensionLabelCountMismatch = nameof(DimensionLabelCountMismatch);

    /// <summary>Temporal dimensions of two cubes do not fit each other.</summary>
    public const string DimensionMismatch = nameof(DimensionMismatch);

    /// <summary>The cube lacks a dimension of that kind.</summary>
    public const string DimensionMissing = nameof(DimensionMissing);

    /// <summary>The cube has no dimension of that name or kind.</summary>
    public const string DimensionNotAvailable = nameof(DimensionNotAvailable);

    /// <summary>Labels of a dimension would be equal.</summary>
    public const string DistinctDimensionLabelsRequired = nameof(DistinctDimensionLabelsRequired);

    /// <summary>The service cannot do that with these data.</summary>
    public const string FeatureUnsupported = nameof(FeatureUnsupported);

    /// <summary>The user has no file of that path.</summary>
    public const string FileNotFound = nameof(FileNotFound);

    /// <summary>There is no format of that name.</summary>
    public const string FileTypeInvalid = nameof(FileTypeInvalid);

    /// <summary>The format cannot hold the data, or not be read as asked.</summary>
    public const string FormatUnsuitable = nameof(FormatUnsuitable);

    /// <summary>Polygons have pixels in common.</summary>
    public const string GeometriesOverlap = nameof(GeometriesOverlap);

    /// <summary>Cubes do not fit each other.</summary>
    public const string IncompatibleDataCubes = nameof(IncompatibleDataCubes);

    /// <summary>Something failed that is not the user's doing.</summary>
    public const string Internal = nameof(Internal);

    /// <summary>The kernel has an even number of rows or columns.</summary>
    public const string KernelDimensionsUneven = nameof(KernelDimensionsUneven);

    /// <summary>There is a label of that name already.</summary>
    public const string LabelExists = nameof(LabelExists);

    /// <summary>Numbers of old and new labels differ.</summary>
    public const string LabelMismatch = nameof(LabelMismatch);

    /// <summary>The dimension has no such label.</summary>
    public const string LabelNotAvailable = nameof(LabelNotAvailable);

    /// <summary>The dimension has no numbered labels.</summary>
    public const string LabelsNotEnumerated = nameof(LabelsNotEnumerated);

    /// <summary>The computation needs more memory than a worker may use.</summary>
    public const string MemoryExceeded = nameof(MemoryExceeded);

    /// <summary>A minimum is greater than its maximum.</summary>
    public const string MinMaxSwapped = nameof(MinMaxSwapped);

    /// <summary>Which band is near infrared cannot be told.</summary>
    public const string NirBandAmbiguous = nameof(NirBandAmbiguous);

    /// <summary>There are no data for the extents.</summary>
    public const string NoDataAvailable = nameof(NoDataAvailable);

    /// <summary>Cubes overlap, and nothing says how to join their values.</summary>
    public const string OverlapResolverMissing = nameof(OverlapResolverMissing);

    /// <summary>The budget does not suffice.</summary>
    public const string PaymentRequired = nameof(PaymentRequired);

    /// <summary>The operator does not allow it.</summary>
    public const string PermissionsInsufficient = nameof(PermissionsInsufficient);

    /// <summary>The graph is too large, too deep, or too heavy for an answer at once.</summary>
    public const string ProcessGraphComplexity = nameof(ProcessGraphComplexity);

    /// <summary>The graph has no sense.</summary>
    public const string ProcessGraphInvalid = nameof(ProcessGraphInvalid);

    /// <summary>There is no process graph.</summary>
    public const string ProcessGraphMissing = nameof(ProcessGraphMissing);

    /// <summary>The process is described wrongly.</summary>
    public const string ProcessInvalid = nameof(ProcessInvalid);

    /// <summary>A namespace leads to nothing.</summary>
    public const string ProcessNamespaceInvalid = nameof(ProcessNamespaceInvalid);

    /// <summary>A process cannot use the value of a parameter.</summary>
    public const string ProcessParameterInvalid = nameof(ProcessParameterInvalid);

    /// <summary>A parameter without default is missing.</summary>
    public const string ProcessParameterRequired = nameof(ProcessParameterRequired);

    /// <summary>A process has no such parameter.</summary>
    public const string ProcessParameterUnsupported = nameof(ProcessParameterUnsupported);

    /// <summary>There is no such process.</summary>
    public const string ProcessUnsupported = nameof(ProcessUnsupported);

    /// <summary>Probabilities and a number of intervals were both given.</summary>
    public const string QuantilesParameterConflict = nameof(QuantilesParameterConflict);

    /// <summary>Neither probabilities nor a number of intervals was given.</summary>
    public const string QuantilesParameterMissing = nameof(QuantilesParameterMissing);

    /// <summary>Which band is red cannot be told.</summary>
    public const string RedBandAmbiguous = nameof(RedBandAmbiguous);

    /// <summary>The computation takes longer than it may.</summary>
    public const string RequestTimeout = nameof(RequestTimeout);

    /// <summary>Files cannot be written.</summary>
    public const string StorageFailure = nameof(StorageFailure);

    /// <summary>There is a dimension of the new name already.</summary>
    public const string TargetDimensionExists = nameof(TargetDimensionExists);

    /// <summary>An interval ends before it begins, or where.</summary>
    public const string TemporalExtentEmpty = nameof(TemporalExtentEmpty);

    /// <summary>Several dimensions may be meant, and none was named.</summary>
    public const string TooManyDimensions = nameof(TooManyDimensions);

    /// <summary>A distance is in metres, but coordinates are not.</summary>
    public const string UnitMismatch = nameof(UnitMismatch);

    /// <summary>The process that computed has ended or gone silent.</summary>
    public const string WorkerLost = nameof(WorkerLost);
}
