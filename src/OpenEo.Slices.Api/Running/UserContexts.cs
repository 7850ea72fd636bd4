using System.Text.Json;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Running;

/// <summary>Gathers what a user's graph may refer to beside what everybody has; the same in the service and in its workers.</summary>
public sealed class UserContexts
{
    /// <summary>The context for one process of the user; <paramref name="userId"/> is null for somebody who is not logged in.</summary>
    public Task<UserContext> OpenAsync(string? userId, JsonElement process, CancellationToken ct) => Task.FromResult(userId is null ? UserContext.Nobody : new UserContext(userId));
}
