namespace OpenEo.Slices.Engine.Graph;

/// <summary>
/// Whose graph it is, and what this user has beside what everybody has. Whoever fills it in looks only at what is the user's own; the engine trusts it.
/// </summary>
/// <param name="UserId">The user, or null for somebody who is not logged in.</param>
public sealed record UserContext(string? UserId)
{
    /// <summary>Somebody who is not logged in.</summary>
    public static UserContext Nobody { get; } = new((string?)null);
}
