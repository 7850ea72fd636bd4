using Mono.Cecil;
using Mono.Cecil.Cil;

namespace OpenEo.Slices.Api.Tests;

/// <summary>
/// Which types of a built assembly really use which others, and in which rooms (the first part of the namespace below the assembly's) they are. Read from the
/// code that runs: <c>using</c> lines say less, and also what is not so. Only constants leave no trace in it, because compilers copy their values.
/// </summary>
sealed class Rooms
{
    readonly string root;
    readonly HashSet<Arrow> arrows = [];

    Rooms(string path, string root)
    {
        this.root = root;
        using var module = ModuleDefinition.ReadModule(path);
        foreach (var type in module.Types.Where(type => !IsGenerated(type))) Names.Add(RoomOf(type));
        foreach (var type in module.GetTypes()) Visit(type);
    }

    /// <summary>A use of one type by another in a different room; both without their namespace, nested types as the type that holds them.</summary>
    public sealed record Arrow(string From, string To, string User, string Used)
    {
        /// <inheritdoc/>
        public override string ToString() => $"{From} -> {To} ({User} uses {Used})";
    }

    /// <summary>The rooms that have types; empty for the assembly's own namespace.</summary>
    public HashSet<string> Names { get; } = [];

    /// <summary>Each use across rooms.</summary>
    public IReadOnlyCollection<Arrow> Arrows => arrows;

    /// <summary>The rooms of an assembly whose namespaces begin with <paramref name="root"/>.</summary>
    public static Rooms Of(System.Reflection.Assembly assembly, string root) => new(assembly.Location, root);

    /// <summary>Uses of rooms that do not come before the user's own in the order.</summary>
    public IEnumerable<Arrow> Against(IReadOnlyList<string> order)
    {
        var places = order.Select((room, i) => (room, i)).ToDictionary(pair => pair.room, pair => pair.i);
        return arrows.Where(arrow => places[arrow.To] > places[arrow.From]).OrderBy(arrow => arrow.ToString(), StringComparer.Ordinal);
    }

    void Visit(TypeDefinition type)
    {
        Use(type, type.BaseType);
        foreach (var contract in type.Interfaces) Use(type, contract.InterfaceType);
        foreach (var parameter in type.GenericParameters) Limits(type, parameter);
        foreach (var field in type.Fields) Use(type, field.FieldType);
        foreach (var property in type.Properties) Attributes(type, property);
        foreach (var method in type.Methods) Visit(type, method);
        Attributes(type, type);
    }

    void Visit(TypeDefinition type, MethodDefinition method)
    {
        Use(type, method.ReturnType);
        foreach (var parameter in method.Parameters) Use(type, parameter.ParameterType);
        foreach (var parameter in method.GenericParameters) Limits(type, parameter);
        Attributes(type, method);
        if (!method.HasBody) return;
        foreach (var local in method.Body.Variables) Use(type, local.VariableType);
        foreach (var handler in method.Body.ExceptionHandlers) Use(type, handler.CatchType);
        foreach (var instruction in method.Body.Instructions) Operand(type, instruction);
    }

    void Operand(TypeDefinition type, Instruction instruction)
    {
        switch (instruction.Operand)
        {
            case MethodReference called:
                Use(type, called.DeclaringType);
                Use(type, called.ReturnType);
                foreach (var parameter in called.Parameters) Use(type, parameter.ParameterType);
                if (called is GenericInstanceMethod generic)
                    foreach (var argument in generic.GenericArguments) Use(type, argument);
                break;
            case FieldReference field:
                Use(type, field.DeclaringType);
                Use(type, field.FieldType);
                break;
            case TypeReference named:
                Use(type, named);
                break;
        }
    }

    void Limits(TypeDefinition type, GenericParameter parameter)
    {
        foreach (var constraint in parameter.Constraints) Use(type, constraint.ConstraintType);
    }

    void Attributes(TypeDefinition type, ICustomAttributeProvider on)
    {
        foreach (var attribute in on.CustomAttributes) Use(type, attribute.AttributeType);
    }

    void Use(TypeDefinition user, TypeReference? used)
    {
        switch (used)
        {
            case null or GenericParameter:
                return;
            case GenericInstanceType generic:
                foreach (var argument in generic.GenericArguments) Use(user, argument);
                Use(user, generic.ElementType);
                return;
            case TypeSpecification specification:   // arrays, pointers, references
                Use(user, specification.ElementType);
                return;
        }
        // Of another assembly: the compiler sees to those.
        if (used.Scope is not ModuleDefinition || IsGenerated(user) || IsGenerated(used)) return;
        var (mine, its) = (RoomOf(user), RoomOf(used));
        if (mine != its) arrows.Add(new Arrow(mine, its, Outermost(user).Name, Outermost(used).Name));
    }

    string RoomOf(TypeReference type)
    {
        var space = Outermost(type).Namespace;
        return space.StartsWith(root + ".", StringComparison.Ordinal) ? space[(root.Length + 1)..].Split('.')[0] : "";
    }

    // Anonymous types, collection literals and the like belong to nobody, nor does what counts lines when coverage is measured.
    static bool IsGenerated(TypeReference type)
    {
        var outermost = Outermost(type);
        return outermost.Name.Contains('<', StringComparison.Ordinal) || outermost.Namespace.StartsWith("Coverlet.", StringComparison.Ordinal);
    }

    static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } holder ? Outermost(holder) : type;
}
