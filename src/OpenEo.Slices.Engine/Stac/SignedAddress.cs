namespace OpenEo.Slices.Engine.Stac;

/// <summary>An address that gives an object to whoever has it, until a moment. Never logged.</summary>
public sealed record SignedAddress(string Address, DateTimeOffset Until)
{
    /// <summary>The object's host, and nothing that opens it.</summary>
    public override string ToString() => $"a signed address at {ObjectStores.Exactly(Address).Host}";
}
