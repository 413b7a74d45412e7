using ContentWatch.Acquire;
using ContentWatch.Web.Accounts;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;

namespace ContentWatch.Web.Shell;

/// <summary>The OpenAPI document of what partners' programs may ask: <c>/api/v1</c> alone, with the key and the scope that each operation needs.</summary>
internal static class ApiDocument
{
    private const string Key = "Bearer";

    public static IServiceCollection AddApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = operation => operation.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new() { Title = "ContentWatch", Version = "v1" };
            document.AddComponent(Key, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key that an administrator made for you: Authorization: Bearer KEY.",
            });
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            if (context.JsonTypeInfo.Type == typeof(ReportForm))
            {
                Describe(schema, "url", 1, 2083, "^[Hh][Tt][Tt][Pp][Ss]?://");
                Describe(schema, "reason", 1, 4_000, @"\S");
                Describe(schema, "reporter", null, 200, null);
                Describe(schema, "contact", null, 320, null);
            }

            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            operation.Security = [.. Scopes(context.Description.ActionDescriptor.EndpointMetadata)
                .Select(scope => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Key, context.Document)] = [scope] })];
            return Task.CompletedTask;
        });
    });

    // What ReportIntake refuses, as far as a schema can say it; which addresses are never fetched it cannot.
    private static void Describe(OpenApiSchema form, string property, int? shortest, int longest, string? pattern)
    {
        if (form.Properties?[property] is OpenApiSchema text)
        {
            (text.MinLength, text.MaxLength, text.Pattern) = (shortest, longest, pattern);
        }
    }

    private static IEnumerable<string> Scopes(IEnumerable<object> metadata) => metadata.OfType<IAuthorizeData>()
        .Select(asked => Policies.ScopeThatMay.GetValueOrDefault(asked.Policy ?? "")).OfType<string>();
}
