using System.Reflection;
using System.Text.RegularExpressions;
using Carter;
using FluentValidation;
using MediatR;
using OpenEo.Slices.Api.Hosting;
using OpenEo.Slices.Engine.Graph;

namespace OpenEo.Slices.Api.Tests;

/// <summary>The conventions of the code, as tests. Each first makes sure that there is something to check.</summary>
public sealed partial class ArchitectureTests
{
    static readonly Assembly Api = typeof(Service).Assembly;

    internal static readonly string Root = FindRoot();

    static IReadOnlyList<string> FeatureFiles =>
        Directory.GetFiles(Path.Combine(Root, "src", "OpenEo.Slices.Api", "Features"), "*.cs", SearchOption.AllDirectories);

    static IReadOnlyList<string> Sources => Directory.GetFiles(Path.Combine(Root, "src"), "*.cs", SearchOption.AllDirectories);

    static IReadOnlyList<Type> Slices =>
        [
            .. Api.GetTypes().Where(type => type is { IsAbstract: true, IsSealed: true, IsNested: false }
                && type.Namespace?.StartsWith("OpenEo.Slices.Api.Features.", StringComparison.Ordinal) == true)];

    static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OpenEo.Slices.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("no solution above the tests");
        return folder;
    }

    static Type? Part(Type slice, string name) => slice.GetNestedType(name, BindingFlags.Public | BindingFlags.NonPublic);

    [Fact]
    public void Every_file_in_Features_holds_one_static_class_of_its_name()
    {
        Assert.NotEmpty(FeatureFiles);
        Assert.All(FeatureFiles, file =>
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var @namespace = $"OpenEo.Slices.Api.Features.{Path.GetFileName(Path.GetDirectoryName(file))}";
            Assert.Contains(Slices, slice => slice.Name == name && slice.Namespace == @namespace);
        });
        var types = Api.GetTypes().Where(type => !type.IsNested && type.Namespace?.StartsWith("OpenEo.Slices.Api.Features", StringComparison.Ordinal) == true
            && !type.Name.StartsWith('<'));
        Assert.Equal(FeatureFiles.Select(file => Path.GetFileNameWithoutExtension(file)!).Order(), types.Select(type => type.Name).Order());
    }

    [Fact]
    public void Every_slice_has_an_endpoint_and_a_handler()
    {
        Assert.NotEmpty(Slices);
        Assert.All(Slices, slice =>
        {
            var endpoint = Part(slice, "Endpoint");
            Assert.True(endpoint is { IsNestedPrivate: false }, $"{slice.Name} needs an Endpoint that is not private");
            Assert.True(typeof(ICarterModule).IsAssignableFrom(endpoint) || endpoint.GetMethod("Map") is not null,
                $"{slice.Name}.Endpoint is no Carter module");
            var handler = Part(slice, "Handler");
            Assert.True(handler is { IsNestedPrivate: false }, $"{slice.Name} needs a Handler");
            Assert.Contains(handler.GetInterfaces(), contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>));
        });
    }

    [Fact]
    public void Every_request_with_a_body_has_a_validator()
    {
        Assert.NotEmpty(Slices);
        var requests = Slices.Select(slice => Part(slice, "Request")).OfType<Type>().Where(request => request.GetProperty("Body") is not null);
        Assert.All(requests, request => Assert.Contains(Api.GetTypes(), type => typeof(IValidator<>).MakeGenericType(request).IsAssignableFrom(type)));
    }

    [Fact]
    public void No_slice_uses_another_slices_types()
    {
        Assert.NotEmpty(FeatureFiles);
        var names = FeatureFiles.Select(file => Path.GetFileNameWithoutExtension(file)!).ToList();
        // What is allowed, and why: the capabilities repeat the conformance classes, as the API demands.
        (string, string)[] allowed = [("GetCapabilities", "GetConformance")];
        Assert.All(FeatureFiles, file =>
        {
            var self = Path.GetFileNameWithoutExtension(file)!;
            var code = Comment().Replace(File.ReadAllText(file), "");
            var used = names.Where(name => name != self && Regex.IsMatch(code, $@"\b{name}\.") && !allowed.Contains((self, name)));
            Assert.True(!used.Any(), $"{self} uses {string.Join(", ", used)}");
        });
    }

    [Fact]
    public void Every_slice_has_a_test_file_at_the_same_place()
    {
        Assert.NotEmpty(FeatureFiles);
        Assert.All(FeatureFiles, file =>
        {
            var relative = Path.GetRelativePath(Path.Combine(Root, "src", "OpenEo.Slices.Api"), file);
            var test = Path.Combine(Root, "tests", "OpenEo.Slices.Api.Tests", Path.ChangeExtension(relative, null) + "Tests.cs");
            Assert.True(File.Exists(test), $"{relative} has no test file");
        });
    }

    [Fact]
    public void The_engine_knows_neither_the_web_nor_SQL_nor_GDAL()
    {
        var references = typeof(ProcessCatalog).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.NotEmpty(references);
        Assert.DoesNotContain(references,
            name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("Npgsql", StringComparison.Ordinal)
            || name.StartsWith("Dapper", StringComparison.Ordinal) || name.StartsWith("OpenEo.Slices.", StringComparison.Ordinal)
            && name != "OpenEo.Slices.Engine");
    }

    [Fact]
    public void Every_process_is_one_that_openEO_defines()
    {
        var reference = Environment.GetEnvironmentVariable("OPENEO_PROCESSES") ?? Path.Combine(Root, "..", "shared", "reference", "openeo-processes");
        Assert.NotEmpty(ProcessCatalog.Definitions);
        Assert.All(ProcessCatalog.Definitions, definition => Assert.Matches("^[a-z][a-z0-9_]*$", definition.Id));
        if (!Directory.Exists(reference)) return;
        var known = Directory.GetFiles(reference, "*.json", SearchOption.AllDirectories).Select(file => Path.GetFileNameWithoutExtension(file)!).ToHashSet();
        // Not in the standard, but in graphs that people send; they say that they are experimental.
        string[] others =
        [
            "to_scl_dilation_mask", "mask_scl_dilation", "date_replace_component", "apply_pixel_selection", "slope", "aspect", "hillshade",
            "vector_to_raster", "raster_to_vector",
        ];
        Assert.All(ProcessCatalog.Definitions, definition => Assert.Contains(definition.Id, known.Concat(others)));
        Assert.All(ProcessCatalog.Definitions.Where(definition => others.Contains(definition.Id)), definition => Assert.True(definition.Experimental));
    }

    [Fact]
    public void No_process_is_named_outside_its_class()
    {
        // Ids of one word are words of other things too ("log", "order"); those of several are not.
        var ids = ProcessCatalog.Definitions.Select(definition => definition.Id).Where(id => id.Contains('_')).ToHashSet();
        Assert.True(ids.Count > 30, $"only {ids.Count} ids");
        string[] allowed = [Path.Combine("OpenEo.Slices.Engine", "Processes"), Path.Combine("OpenEo.Slices.Api", "Demo")];
        var named = Sources.Where(file => !allowed.Any(folder => file.Contains(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)))
            .SelectMany(file => Literal().Matches(Comment().Replace(File.ReadAllText(file), ""))
                .Where(match => ids.Contains(match.Groups[1].Value)).Select(match => $"{Path.GetRelativePath(Root, file)}: {match.Value}")).ToList();
        Assert.True(named.Count == 0, $"Give the process a trait instead: {string.Join(", ", named)}");
    }

    [Fact]
    public void Settings_are_read_by_their_records_and_nowhere_else()
    {
        string[] allowed = [Path.Combine("OpenEo.Slices.Api", "Settings"), Path.Combine("OpenEo.Slices.Api", "Hosting")];
        var readers = Sources.Where(file => File.ReadAllText(file).Contains("IConfiguration", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(readers);
        Assert.All(readers, file => Assert.Contains(allowed, folder => file.Contains(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)));
    }

    [Fact]
    public void Files_and_slices_stay_small()
    {
        Assert.NotEmpty(Sources);
        Assert.All(Sources, file =>
        {
            var most = file.Contains($"{Path.DirectorySeparatorChar}Features{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? 150 : 300;
            var lines = File.ReadAllLines(file).Length;
            Assert.True(lines <= most, $"{Path.GetRelativePath(Root, file)} has {lines} lines; {most} are the most");
        });
    }

    [Fact]
    public void No_line_is_longer_than_an_editor_is_wide()
    {
        string[] folders = [Path.Combine(Root, "src"), Path.Combine(Root, "tests")];
        var files = folders.SelectMany(folder => Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)).ToList();
        Assert.True(files.Count > 300, $"only {files.Count} files");
        var tooLong = files.SelectMany(file => File.ReadLines(file).Select((line, i) => (Place: $"{Path.GetRelativePath(Root, file)}:{i + 1}", line.Length)))
            .Where(line => line.Length > 160).Select(line => line.Place).ToList();
        Assert.True(tooLong.Count == 0, $"Longer than 160 characters: {string.Join(", ", tooLong)}");
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps()
    {
        var names = Directory.GetFiles(Path.Combine(Root, "db", "migrations"), "*.sql").Select(file => Path.GetFileName(file)!).Order().ToList();
        Assert.NotEmpty(names);
        Assert.Equal(Enumerable.Range(1, names.Count).Select(number => $"{number:0000}"), names.Select(name => name[..4]));
    }

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"([a-z0-9_]+)\"")]
    private static partial Regex Literal();
}
