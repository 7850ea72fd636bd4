using OpenEo.Slices.Engine.Faults;

namespace OpenEo.Slices.Api.Web;

/// <summary>A request that cannot be fulfilled, in the API's terms: a standard error code (see <see cref="OpenEoErrors"/>) and a message for people.</summary>
sealed class OpenEoException : Exception
{
    /// <summary>An error with words of its own.</summary>
    public OpenEoException(string code, string message, Exception? inner = null) : base(message, inner) => Code = OpenEoErrors.Known(code);

    /// <summary>An error with its standard message, whose placeholders are filled from <paramref name="details"/>.</summary>
    public OpenEoException(string code, params ReadOnlySpan<(string Name, string Value)> details) : base(OpenEoErrors.Message(code, details)) =>
        Code = OpenEoErrors.Known(code);

    /// <summary>The standard code, such as <c>JobNotFound</c>.</summary>
    public string Code { get; }

    /// <summary>The HTTP status that belongs to the code.</summary>
    public int Status => IsFull ? StatusCodes.Status507InsufficientStorage
        : IsClients && OpenEoErrors.Status(Code) >= 500 ? StatusCodes.Status400BadRequest : OpenEoErrors.Status(Code);

    /// <summary>Whether the client has to mend what others have to mend otherwise (<see cref="Fault.IsClients"/>).</summary>
    public bool IsClients { get; init; }

    /// <summary>
    /// Whether it is a <c>StorageFailure</c> because nothing more could be stored: HTTP has a status for that, and openEO's 500 is for the rest.
    /// </summary>
    public bool IsFull { get; init; }

    /// <summary>Seconds after which a repeated request may succeed; sent as <c>Retry-After</c>.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>No job of this id that the user owns.</summary>
    public static OpenEoException JobNotFound(string id) => new(ErrorCodes.JobNotFound, ("identifier", id));

    /// <summary>No collection of this id.</summary>
    public static OpenEoException CollectionNotFound(string id) => new(FaultCodes.CollectionNotFound, ("identifier", id));
}
