using System.Reflection;
using Carter;
using FluentValidation;
using MediatR;

namespace OpenEo.Slices.Api.Web;

/// <summary>Finds the slices of an assembly and registers their parts: routes (Carter), handlers (MediatR) and validators.</summary>
static class Slices
{
    /// <summary>
    /// Registers every module, request handler, notification handler and validator of <paramref name="assembly"/>, and the pipeline around them.
    /// </summary>
    public static IServiceCollection AddSlices(this IServiceCollection services, Assembly assembly)
    {
        Type[] types = [.. assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false })];

        // Left to itself, Carter finds only modules that are public. Its own validator list is a non-generic IValidator that nothing here uses.
        services.AddCarter(null, carter => carter.WithModules([.. types.Where(typeof(ICarterModule).IsAssignableFrom)])
            .WithEmptyValidators().WithEmptyResponseNegotiators());

        // MediatR 5.1 has no AddMediatR: the factory delegate is the whole container contract.
        services.AddScoped<ServiceFactory>(provider => provider.GetRequiredService);
        services.AddScoped<IMediator, Mediator>();
        services.AddScoped(typeof(IPipelineBehavior<,>), typeof(ValidationBehavior<,>));   // first registered = outermost

        Type[] contracts = [typeof(IRequestHandler<,>), typeof(INotificationHandler<>), typeof(IValidator<>)];
        var parts =
            from type in types
            from contract in type.GetInterfaces()
            where contract.IsGenericType && contracts.Contains(contract.GetGenericTypeDefinition())
            select (contract, type);
        foreach (var (contract, type) in parts) services.AddTransient(contract, type);
        return services;
    }
}
