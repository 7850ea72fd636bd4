namespace OpenEo.Slices.Api.Settings;

/// <summary>The service cannot start and the operator can mend it. The message says what to do; it is shown without a stack trace.</summary>
sealed class SetupException(string message, Exception? inner = null) : Exception(message, inner);
