using System.Text;
using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Plugin.Hosts;

/// <summary>
/// The material name that a host passes (CMNAME) and what it tells. Names are ASCII, at most 80 characters, ended by a blank
/// or a NUL; letters have no case. CalculiX passes the whole name, for example <c>@ABAQUSNL_UMATSURROGATE@STEEL</c>: the text
/// after the last '@' (if one stands inside the name) is the material's own name.
/// </summary>
internal static unsafe class MaterialName
{
    private const int MaximumLength = 80;

    /// <summary>Length in bytes without the padding; 0 for a null pointer.</summary>
    public static int Length(byte* name)
    {
        if (name == null)
            return 0;
        int length = 0;
        while (length < MaximumLength && name[length] > (byte)' ' && name[length] < 0x7f)
            length++;
        return length;
    }

    /// <summary>The name as text, in upper case.</summary>
    public static string Text(ReadOnlySpan<byte> name) => Encoding.ASCII.GetString(name).ToUpperInvariant();

    /// <summary>The material's own name: behind the last '@' that is not the first character, else the whole name.</summary>
    public static string OwnName(string name)
    {
        int at = name.LastIndexOf('@');
        return at > 0 && at < name.Length - 1 ? name[(at + 1)..] : name;
    }

    /// <summary>The host whose naming rule the name follows, or null.</summary>
    /// <exception cref="InputException">The name asks for an interface that cannot work with finite strains.</exception>
    public static HostKind? RecognisedHost(string name)
    {
        string text = name.StartsWith('@') ? name[1..] : name;
        if (text.StartsWith("ABAQUSNL", StringComparison.Ordinal))
            return HostKind.Calculix;
        if (name.StartsWith("@ABAQUS", StringComparison.Ordinal))
        {
            throw new InputException(
                $"material '{name}': CalculiX's interface ABAQUS is for small deformations only; name the material "
                + "@ABAQUSNL_UMATSURROGATE@NAME and use *STEP,NLGEOM.");
        }
        return null;
    }
}
