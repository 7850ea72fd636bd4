using FluentValidation;
using MediatR;

namespace OpenEo.Slices.Api.Web;

/// <summary>
/// Runs the request's validators before its handler. The first broken rule becomes the openEO error, with the rule's error code; all broken rules
/// are listed in the message.
/// </summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            if (result.IsValid) continue;
            var messages = result.Errors.Select(error => error.ErrorMessage).Distinct();
            throw new OpenEoException(result.Errors[0].ErrorCode, string.Join(" ", messages));
        }
        return await next();
    }
}
